import { parseArgs } from 'node:util';
import { carrierDialects, type Dialect, dialects } from '../dialects.js';
import { HookswitchError } from '../errors.js';

/** The arguments of `hookswitch call`. The same flags as the native program's. */
export interface CallArguments {
  readonly url: string;
  readonly as: Dialect;
  readonly say: string | undefined;
  readonly record: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly digits: string;
  readonly bargeInMs: number | undefined;
  readonly rate: number | undefined;
  readonly waitSeconds: number;
  readonly maxSeconds: number;
  readonly seed: number | undefined;
  readonly insecure: boolean;
  readonly json: boolean;
}

/** The arguments of `hookswitch diagnose`. */
export interface DiagnoseArguments {
  /** `-`: standard input. */
  readonly file: string;
  readonly json: boolean;
}

const withNumbers = carrierDialects
  .filter(({ name, tellsNumbers }) => tellsNumbers && !name.includes(':'))
  .map(({ name }) => name)
  .join(', ');

export const usage = `Usage: hookswitch call URL --as DIALECT[:PROFILE] [options]
       hookswitch diagnose FILE [--json]

call: calls a voice agent's media socket as a carrier would.

  URL                     ws:// or wss://
  --as DIALECT[:PROFILE]  ${dialects.join(', ')}
  --say WAV               what the caller says
  --record WAV            where to write what the caller heard
  --from NUMBER           the caller's number (dialects: ${withNumbers})
  --to NUMBER             the called number (dialects: ${withNumbers})
  --param KEY=VALUE       custom parameter; repeatable
  --digits KEYS           keys to press after the speech: 0-9, *, #, A-D
  --barge-in MS           say the speech again when the answer has lasted so long
  --rate HZ               the carrier's sample rate, if it has a choice
  --wait SECONDS          quiet after the answer before hanging up (2)
  --max-seconds SECONDS   maximum call length (120)
  --seed NUMBER           seed of generated ids
  --insecure              do not verify the host's certificate
  --json                  print the report as one line of JSON

Exit code: 0 the call was completed and the host was heard; 1 it failed, or nothing was heard;
2 wrong usage; 4 it was stopped by a signal or at --max-seconds.

diagnose: prints what went wrong on a call of the bridge.

  FILE                    the call's record, as GET /v1/calls/ID returns it; - reads standard input
  --json                  print the findings as one line of JSON

Exit code: 0 no error was found; 1 at least one; 2 wrong usage, or FILE is no record.
`;

const bad = (text: string): HookswitchError => new HookswitchError('bad_argument', text);

const options = {
  as: { type: 'string' },
  say: { type: 'string' },
  record: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  param: { type: 'string', multiple: true },
  digits: { type: 'string' },
  'barge-in': { type: 'string' },
  rate: { type: 'string' },
  wait: { type: 'string' },
  'max-seconds': { type: 'string' },
  seed: { type: 'string' },
  insecure: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** A negative number is a value, not an option: the check of the value says what is wrong with it. */
const joined = (args: string[]): string[] =>
  args.flatMap((arg, i) => {
    if (/^-\d/.test(arg) && i > 0) return [];
    const next = args[i + 1];
    return next !== undefined && /^-\d/.test(next) ? [`${arg}=${next}`] : [arg];
  });

/** Node's error about an argument, worded as by the native program. */
function inOurWords(text: string): string {
  const unknown = /^Unknown option '([^'=]+)/.exec(text)?.[1];
  const empty = /^Option '(?:-\w, )?(--[\w-]+) <value>' argument (?:missing|is ambiguous)/.exec(text)?.[1];
  if (unknown !== undefined) return `unexpected argument: ${unknown}`;
  return empty === undefined ? text : `${empty} needs a value`;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args: joined(args), options, allowPositionals: true });
  } catch (cause) {
    throw bad(inOurWords((cause as Error).message));
  }
}

type Values = ReturnType<typeof parse>['values'];

const commands = 'there are call, diagnose';

/** A decimal number without sign or exponent. */
function number(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
  kind: 'a number' | 'a whole number' = 'a number',
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const decimal = kind === 'a number' ? /^\d+(\.\d+)?$/ : /^\d+$/;
  if (!decimal.test(text) || !(value >= least && value <= most))
    throw bad(`--${name} ${text}: ${kind} from ${least} to ${most} is required`);
  return value;
}

function parameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw bad(`--param ${text}: KEY=VALUE is required`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** The call to place, the record to diagnose, or the requested text. */
export function readArguments(args: string[]): CallArguments | DiagnoseArguments | 'help' | 'version' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (values.version) return 'version';
  const [command, ...operands] = positionals;
  if (command === undefined || command.includes('://')) throw bad(`a command is required; ${commands}`);
  if (command === 'diagnose') return diagnoseArguments(operands, values);
  if (command !== 'call') throw bad(`unknown command: ${command}; ${commands}`);
  return callArguments(operands, values);
}

function diagnoseArguments([file, ...rest]: string[], { json = false, ...others }: Values): DiagnoseArguments {
  const [other] = Object.keys(others);
  if (other !== undefined) throw bad(`unexpected argument: --${other}`);
  if (file === undefined) throw bad('a file is required');
  if (rest.length > 0) throw bad('only one file is accepted');
  return { file, json };
}

function callArguments([url, ...rest]: string[], values: Values): CallArguments {
  if (url === undefined) throw bad('a URL is required');
  if (rest.length > 0) throw bad('only one URL is accepted');
  if (values.as === undefined) throw bad(`--as is required; there are ${dialects.join(', ')}`);
  const as = dialects.find((name) => name === values.as);
  if (as === undefined) throw bad(`--as ${values.as}; there are ${dialects.join(', ')}`);
  if (!/^[0-9*#A-D]*$/.test(values.digits ?? '')) throw bad(`--digits ${values.digits}: 0-9, *, #, A-D`);
  if (values['barge-in'] !== undefined && values.say === undefined) throw bad('--barge-in requires --say');
  return {
    url,
    as,
    say: values.say,
    record: values.record,
    from: values.from,
    to: values.to,
    parameters: Object.fromEntries((values.param ?? []).map(parameter)),
    digits: values.digits ?? '',
    bargeInMs: number('barge-in', values['barge-in'], 0, 60_000, 'a whole number'),
    rate: number('rate', values.rate, 8_000, 48_000, 'a whole number'),
    waitSeconds: number('wait', values.wait, 0, 600) ?? 2,
    maxSeconds: number('max-seconds', values['max-seconds'], 0.1, 7_200) ?? 120,
    seed: number('seed', values.seed, 0, Number.MAX_SAFE_INTEGER, 'a whole number'),
    insecure: values.insecure ?? false,
    json: values.json ?? false,
  };
}
