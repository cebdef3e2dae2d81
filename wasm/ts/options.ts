import { type Dialect, dialects } from './dialects.js';
import { HookswitchError } from './errors.js';
import type { RawConfig } from './raw.js';

export { type Dialect, dialects };

/** The call to place. */
export interface DialOptions {
  /** The carrier dialect of the call. */
  readonly as: Dialect;
  readonly from?: string;
  readonly to?: string;
  /** Custom parameters that the carrier passes on, in its vendor's form. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Samples per second on the wire, where the vendor offers a choice. */
  readonly rate?: number;
  /** The carrier's id for the call; generated in the vendor's form by default. */
  readonly callId?: string;
  /** Connection and upgrade together; 10,000 by default. */
  readonly dialTimeoutMs?: number;
  /** After hanging up, how long the host may take to close; 15,000 by default. */
  readonly hostCloseMs?: number;
  /**
   * The maximum length of the call since dial(): it is hung up then. By default 120 in Node and 3,600 in a page; at
   * most 86,400.
   */
  readonly maxSeconds?: number;
  /** For generated ids: the same seed gives the same ids. */
  readonly seed?: number;
}

/** The bounds of answered(), in milliseconds. */
export interface AnsweredOptions {
  /** The silence after which an answer is complete; 2,000 by default. */
  readonly quietMs?: number;
  /** How long the agent may take to begin to speak; 15,000 by default. */
  readonly withinMs?: number;
  /** The maximum of the whole wait; 120,000 by default. */
  readonly limitMs?: number;
}

/** How this kind of phone runs its core. */
export type DeviceConfig = Pick<RawConfig, 'deviceRateHz' | 'playout'>;

const bad = (path: string, wanted: string): HookswitchError =>
  new HookswitchError('bad_value', `${path} must be ${wanted}`);

function text(value: unknown, path: string, otherwise: string): string {
  if (value === undefined) return otherwise;
  if (typeof value !== 'string') throw bad(path, 'a string');
  return value;
}

export function whole(value: unknown, path: string, least: number, most: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw bad(path, `a whole number from ${least} to ${most}`);
  return value;
}

export function yesOrNo(value: unknown, path: string, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') throw bad(path, 'true or false');
  return value;
}

function seconds(value: unknown, path: string, least: number, most: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw bad(path, `a number from ${least} to ${most}`);
  return value;
}

/** An object with named members: not a list, a map or another object whose content has no names. */
function plain(value: unknown, what: string, wanted: string): object {
  if (Object.prototype.toString.call(value) !== '[object Object]') throw bad(what, wanted);
  return value as object;
}

/** All names of a kind of options: the compiler checks that none is missing. */
export type Names<Options> = Readonly<Record<keyof Options, true>>;

/** Throws on unknown options: a misspelt one must not be ignored silently. */
export function known<Options extends object>(
  given: Options,
  names: Names<Options>,
  of: string,
  example: string,
): Options {
  plain(given, of, `an object such as ${example}`);
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(names, name));
  if (unknown.length > 0)
    throw new HookswitchError(
      'unknown_option',
      `${unknown.join(', ')} of ${of}; there are ${Object.keys(names).join(', ')}`,
    );
  return given;
}

const dialNames: Names<DialOptions> = {
  as: true,
  from: true,
  to: true,
  parameters: true,
  rate: true,
  callId: true,
  dialTimeoutMs: true,
  hostCloseMs: true,
  maxSeconds: true,
  seed: true,
};
const answeredNames: Names<AnsweredOptions> = { quietMs: true, withinMs: true, limitMs: true };

function pairs(value: unknown): string[] {
  if (value === undefined) return [];
  return Object.entries(plain(value, 'parameters', 'an object of strings')).flatMap(([name, one]) => {
    if (name === '') throw bad('parameters', 'an object whose names are not empty');
    return [name, text(one, `parameters.${name}`, '')];
  });
}

const randomSeed = (): number => {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 21) * 2 ** 32 + low;
};

const hostCloseMs = (options: DialOptions): number => whole(options.hostCloseMs, 'hostCloseMs', 1, 600_000, 15_000);

/** The bounds that the phone keeps itself. */
export function toBounds(options: DialOptions, defaultMaxSeconds: number): { maxSeconds: number; hostCloseMs: number } {
  const maxSeconds = seconds(options.maxSeconds, 'maxSeconds', 0.1, 86_400, defaultMaxSeconds);
  return { maxSeconds, hostCloseMs: hostCloseMs(options) };
}

/** Checks the options, also of JavaScript callers, and fills in the defaults. */
export function toConfig(options: DialOptions, device: DeviceConfig): RawConfig {
  known(options, dialNames, 'the second argument of dial()', `{ as: '${dialects[0]}' }`);
  if (!dialects.includes(options.as))
    throw new HookswitchError('unknown_dialect', `as: ${String(options.as)}; there are ${dialects.join(', ')}`);
  return {
    ...device,
    as: options.as,
    callId: text(options.callId, 'callId', ''),
    from: text(options.from, 'from', '+15550100001'),
    to: text(options.to, 'to', '+15550100002'),
    parameters: pairs(options.parameters),
    wireRateHz: whole(options.rate, 'rate', 8_000, 48_000, 0),
    dialTimeoutMs: whole(options.dialTimeoutMs, 'dialTimeoutMs', 1, 600_000, 10_000),
    hostCloseMs: hostCloseMs(options),
    unixMs: Date.now(),
    seed: whole(options.seed, 'seed', 0, Number.MAX_SAFE_INTEGER, randomSeed()),
  };
}

/** Checks the options of answered(), and fills in the defaults. */
export function toAnsweredOptions(options: AnsweredOptions): Required<AnsweredOptions> {
  const { quietMs, withinMs, limitMs } = known(options, answeredNames, 'answered()', '{ quietMs: 500 }');
  const most = 86_400_000;
  return {
    quietMs: whole(quietMs, 'quietMs', 0, most, 2_000),
    withinMs: whole(withinMs, 'withinMs', 0, most, 15_000),
    limitMs: whole(limitMs, 'limitMs', 0, most, 120_000),
  };
}

/** Throws if they are invalid. What only the core can check, such as a carrier's rates, it reports later. */
export function checkOptions(options: DialOptions): void {
  toConfig(options, { deviceRateHz: 0, playout: 'clock' });
}

/** A media socket's address, checked. The error does not repeat it: it may contain secrets. */
export function toUrl(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new HookswitchError('bad_url');
  }
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:')
    throw new HookswitchError('bad_url', `the scheme is ${parsed.protocol}`);
  if (parsed.hash) throw new HookswitchError('bad_url', 'a socket takes no #fragment');
  return parsed.href;
}
