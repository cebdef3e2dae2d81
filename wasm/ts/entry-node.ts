import { readFile } from 'node:fs/promises';
import { loadCore } from './core.js';
import { fromRaw, HookswitchError } from './errors.js';
import { HeardAudio } from './heard.js';
import { NodeLine } from './node-line.js';
import { toConfig, type DialOptions } from './options.js';
import { PhoneBase, type Line, type LineListener } from './phone.js';
import type { RawCore } from './raw.js';
import type { Samples } from './samples.js';
import { checked, readWav, writeWav, type Audio, type Sound } from './wav.js';

export { errorCatalogue, type ErrorInfo, type ErrorName } from './error-catalogue.js';
export { HookswitchError } from './errors.js';
export type { CallEventName, PhoneEvent, PhoneEventType, PhoneState } from './events.js';
export { dialects, type Dialect, type DialOptions, type Patience } from './options.js';
export type { CallSnapshot } from './phone.js';
export type { PhoneEndCause, PhoneMilestone, PhoneReport } from './report.js';
export type { PhoneStats } from './stats.js';
export type { Audio, Sound };

export interface PhoneOptions {
  /** Where hookswitch.wasm lies; beside this module when not given. */
  readonly wasmUrl?: URL | string;
  /** How much of what is heard is kept for heard(), in seconds; 600 when not given. */
  readonly heardSeconds?: number;
  /** Whether a wss:// host must show a certificate that holds; true when not given. */
  readonly verifyCertificate?: boolean;
}

let ownCore: Promise<RawCore> | undefined;

async function coreFrom(url: URL): Promise<RawCore> {
  try {
    return await loadCore(await readFile(url));
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', String(cause), { cause });
  }
}

/** One instance for all phones, unless another file is asked for. */
function coreFor(wasmUrl: URL | string | undefined): Promise<RawCore> {
  if (wasmUrl !== undefined) return coreFrom(new URL(wasmUrl));
  ownCore ??= coreFrom(new URL('./hookswitch.wasm', import.meta.url));
  return ownCore;
}

/** The softphone in Node: audio comes from and goes to memory, in real time. */
export class Phone extends PhoneBase {
  readonly #options: PhoneOptions;
  #line: NodeLine | undefined;
  #heard = new HeardAudio(0);

  constructor(options: PhoneOptions = {}) {
    super();
    this.#options = options;
  }

  /**
   * Says audio into the call: a WAV file's bytes, or samples. What is said one after the other is
   * heard one after the other. Resolves with true when all was sent, false when the call ended before.
   */
  async say(sound: Sound, { afterMs = 0 }: { readonly afterMs?: number } = {}): Promise<boolean> {
    const audio = checked(sound);
    if (!(afterMs >= 0 && afterMs <= 60_000)) throw new HookswitchError('bad_value', 'say() takes afterMs from 0 to 60000');
    return this.speak(async () => {
      const line = this.#line;
      const core = await coreFor(this.#options.wasmUrl);
      const read = 'samples' in audio ? audio : readWav(core, audio);
      return line === this.#line && line !== undefined ? line.say(read, afterMs) : false;
    });
  }

  /** What this call, or the last one, sounded like since its socket opened, silences included. */
  heard(): Audio {
    return { samples: this.#heard.all(), rateHz: this.#heard.rateHz };
  }

  protected async openLine(url: string, options: DialOptions, listener: LineListener): Promise<Line> {
    const core = await coreFor(this.#options.wasmUrl);
    this.#heard = new HeardAudio(this.#options.heardSeconds ?? 600);
    const config = toConfig(options, { deviceRateHz: 0, playout: 'clock' });
    const wrong = core.checkConfig(config);
    if (wrong) throw fromRaw(wrong);
    const dropsCore: LineListener = {
      ...listener,
      broke(fault) {
        ownCore = undefined; // the next call gets a new one
        listener.broke(fault);
      },
    };
    this.#line = new NodeLine(core, config, dropsCore, this.#heard, this.#options.verifyCertificate ?? true);
    this.#line.dial(url);
    return this.#line;
  }
}

/** Reads a WAV file of any usual coding as mono. */
export async function decodeWav(file: Uint8Array | ArrayBuffer): Promise<Audio> {
  const bytes = checked(file);
  if ('samples' in bytes) throw new HookswitchError('bad_value', 'decodeWav() takes the bytes of a file');
  return readWav(await coreFor(undefined), bytes);
}

/** A 16-bit mono WAV file. */
export async function encodeWav(audio: Samples): Promise<Uint8Array<ArrayBuffer>> {
  const samples = checked(audio);
  if (!('samples' in samples)) throw new HookswitchError('bad_value', 'encodeWav() takes { samples, rateHz }');
  return writeWav(await coreFor(undefined), samples);
}
