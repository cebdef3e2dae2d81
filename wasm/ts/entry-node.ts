import { readFile } from 'node:fs/promises';
import type { BackendListener, CallBackend } from './call-backend.js';
import { loadCore } from './core.js';
import { fromRaw, HookswitchError } from './errors.js';
import { HeardAudio } from './heard-audio.js';
import { NodeBackend } from './node-backend.js';
import { type DialOptions, known, type Names, toConfig, whole, yesOrNo } from './options.js';
import { PhoneBase } from './phone.js';
import type { RawCore } from './raw.js';
import type { Samples } from './samples.js';
import type { Script } from './script.js';
import { type Audio, checked, readWav, type Sound, writeWav } from './wav.js';

export { type CarrierDialect, carrierDialects, type Dialect, dialects } from './dialects.js';
export { type ErrorInfo, type ErrorName, errorCatalogue, type PhoneErrorName } from './error-catalogue.js';
export { HookswitchError } from './errors.js';
export type { CallEventName, PhoneEvent, PhoneEventType, PhoneState } from './events.js';
export type { CallSnapshot } from './live-call.js';
export type { AnsweredOptions, DialOptions } from './options.js';
export type { PhoneEndCause, PhoneMilestone, PhoneReport } from './report.js';
export type { PhoneStats } from './stats.js';
export type { Audio, Sound };

export interface PhoneOptions {
  /** The address of hookswitch.wasm; by default in the folder of this module. */
  readonly wasmUrl?: URL | string;
  /** How much audio is kept for heard(), in seconds; 600 by default. */
  readonly heardSeconds?: number;
  /** Whether a wss:// host needs a valid certificate; true by default. */
  readonly verifyCertificate?: boolean;
}

/** Options of say(). */
export interface SayOptions {
  /** Silence before it, in milliseconds; 0 by default. */
  readonly afterMs?: number;
}

const sayNames: Names<SayOptions> = { afterMs: true };
const optionNames: Names<PhoneOptions> = { wasmUrl: true, heardSeconds: true, verifyCertificate: true };

/** As long as the test of one call takes, and as `--max-seconds` of both programs. */
const defaultMaxSeconds = 120;

let ownCore: Promise<RawCore> | undefined;

async function coreFrom(url: URL): Promise<RawCore> {
  try {
    return await loadCore(await readFile(url));
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', String(cause), { cause });
  }
}

/** One instance for all phones, unless another file is given. */
function coreFor(wasmUrl: URL | string | undefined): Promise<RawCore> {
  if (wasmUrl !== undefined) return coreFrom(new URL(wasmUrl));
  ownCore ??= coreFrom(new URL('./hookswitch.wasm', import.meta.url));
  return ownCore;
}

/** The softphone in Node: audio comes from and goes to memory, in real time. */
export class Phone extends PhoneBase {
  readonly #wasmUrl: URL | string | undefined;
  readonly #heardSeconds: number;
  readonly #verifyCertificate: boolean;
  #backend: NodeBackend | undefined;
  #heard = new HeardAudio(0);

  constructor(options: PhoneOptions = {}) {
    super(defaultMaxSeconds);
    const { wasmUrl, heardSeconds, verifyCertificate } = known(
      options,
      optionNames,
      'new Phone() in Node',
      '{ heardSeconds: 60 }',
    );
    this.#wasmUrl = wasmUrl;
    this.#heardSeconds = whole(heardSeconds, 'heardSeconds', 0, 86_400, 600);
    this.#verifyCertificate = yesOrNo(verifyCertificate, 'verifyCertificate', true);
  }

  /**
   * Says audio into the call: a WAV file's bytes, or samples. What is said one after the other is
   * heard one after the other. Resolves with true when all was sent, false when the call ended before.
   */
  async say(sound: Sound, options: SayOptions = {}): Promise<boolean> {
    const audio = checked(sound);
    const afterMs = whole(known(options, sayNames, 'say()', '{ afterMs: 300 }').afterMs, 'afterMs', 0, 60_000, 0);
    return this.speak(async () => {
      const backend = this.#backend;
      const core = await coreFor(this.#wasmUrl);
      const read = 'samples' in audio ? audio : readWav(core, audio);
      return backend === this.#backend && backend !== undefined ? backend.say(read, afterMs) : false;
    });
  }

  /** The audio heard on this call, or the last one, since its socket opened, silences included. */
  heard(): Audio {
    return { samples: this.#heard.all(), rateHz: this.#heard.rateHz };
  }

  /** @internal What the caller of `hookswitch call` does. */
  async act(script: Script, speech: Audio | undefined): Promise<boolean> {
    const backend = this.#backend;
    return this.follow(async () => backend?.follow(script, speech) ?? false);
  }

  protected async openBackend(url: string, options: DialOptions, listener: BackendListener): Promise<CallBackend> {
    const core = await coreFor(this.#wasmUrl);
    const config = toConfig(options, { deviceRateHz: 0, playout: 'clock' });
    const wrong = core.checkConfig(config);
    if (wrong) throw fromRaw(wrong);
    this.#heard = new HeardAudio(this.#heardSeconds);
    const dropsCore: BackendListener = {
      ...listener,
      broke(fault) {
        ownCore = undefined; // the next call gets a new one
        listener.broke(fault);
      },
    };
    this.#backend = new NodeBackend(core, config, dropsCore, this.#heard, this.#verifyCertificate);
    this.#backend.dial(url);
    return this.#backend;
  }
}

/** Reads a WAV file of any common coding as mono. */
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
