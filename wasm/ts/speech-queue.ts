import { HookswitchError } from './errors.js';
import { isBytes, type Samples } from './samples.js';

/** Audio for say(): a file's bytes, a decoded buffer, or mono samples. */
export type Sound = ArrayBuffer | Uint8Array | AudioBuffer | Samples;

/** The audio of say() on one call, played one after the other. */
export class SpeechQueue {
  readonly #context: BaseAudioContext;
  readonly #into: AudioNode;
  readonly #stop = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: BaseAudioContext, into: AudioNode) {
    this.#context = context;
    this.#into = into;
  }

  say(sound: Sound): Promise<boolean> {
    const decoding = this.#decode(sound);
    const before = this.#last;
    const turn = decoding.then(async (buffer) => {
      await before;
      return this.#play(buffer);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  stop(): void {
    this.#stop.abort();
  }

  #play(buffer: AudioBuffer): Promise<boolean> {
    if (this.#stop.signal.aborted) return Promise.resolve(false);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#into);
    source.start();
    return new Promise((resolve) => {
      const done = (all: boolean): void => {
        this.#stop.signal.removeEventListener('abort', cut);
        source.onended = null;
        source.disconnect();
        resolve(all);
      };
      const cut = (): void => done(false);
      this.#stop.signal.addEventListener('abort', cut);
      source.onended = () => done(true);
    });
  }

  async #decode(sound: Sound): Promise<AudioBuffer> {
    if (sound instanceof AudioBuffer) return sound;
    const isFile = isBytes(sound);
    try {
      // decodeAudioData detaches its buffer: it gets a copy.
      return isFile
        ? await this.#context.decodeAudioData(new Uint8Array(sound).slice().buffer)
        : this.#fromSamples(sound.samples, sound.rateHz);
    } catch (cause) {
      throw new HookswitchError(isFile ? 'bad_wav' : 'unsupported_format', String(cause), { cause });
    }
  }

  #fromSamples(samples: Int16Array | Float32Array, rateHz: number): AudioBuffer {
    const scale = samples instanceof Int16Array ? 32_768 : 1;
    const buffer = this.#context.createBuffer(1, Math.max(1, samples.length), rateHz);
    buffer.copyToChannel(
      Float32Array.from(samples, (sample) => sample / scale),
      0,
    );
    return buffer;
  }
}
