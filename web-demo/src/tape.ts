import type { Phone } from 'hookswitch';
import workletUrl from './tape-worklet.js?url';

/** What the caller heard on one call, as long as ten minutes. */
export class Tape {
  static readonly #longestSeconds = 600;
  static readonly #timeoutMs = 1_000;

  readonly #node: AudioWorkletNode;
  readonly #rateHz: number;
  readonly #blocks: Int16Array<ArrayBuffer>[] = [];
  #length = 0;
  readonly #ended: Promise<void>;

  /** Begins to record. */
  static async of(phone: Phone): Promise<Tape> {
    await phone.audioContext.audioWorklet.addModule(workletUrl);
    return new Tape(phone);
  }

  private constructor(phone: Phone) {
    this.#rateHz = phone.audioContext.sampleRate;
    this.#node = new AudioWorkletNode(phone.audioContext, 'tape', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    this.#ended = new Promise((resolve) => {
      this.#node.port.onmessage = ({ data }: MessageEvent<Int16Array<ArrayBuffer> | 'end'>) => {
        if (data === 'end') return resolve();
        if (this.#length + data.length > Tape.#longestSeconds * this.#rateHz) return;
        this.#blocks.push(data);
        this.#length += data.length;
      };
    });
    phone.output.connect(this.#node);
  }

  /** Ends the recording: a WAV file, or nothing when nothing was heard. */
  async end(): Promise<Heard | undefined> {
    this.#node.port.postMessage('end');
    // A suspended audio thread never responds: the audio received until then is the recording.
    await Promise.race([this.#ended, new Promise((resolve) => setTimeout(resolve, Tape.#timeoutMs))]);
    this.#node.disconnect();
    if (this.#blocks.every((block) => block.every((sample) => sample === 0))) return undefined;
    const wav = new Blob([wavHeader(this.#length, this.#rateHz), ...this.#blocks], { type: 'audio/wav' });
    return { wav, seconds: this.#length / this.#rateHz };
  }
}

export interface Heard {
  readonly wav: Blob;
  readonly seconds: number;
}

/** RIFF header of 16-bit mono audio. */
function wavHeader(samples: number, rateHz: number): ArrayBuffer {
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, word: string): void =>
    [...word].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, 36 + 2 * samples, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true); // PCM
  header.setUint16(22, 1, true); // mono
  header.setUint32(24, rateHz, true);
  header.setUint32(28, 2 * rateHz, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, 2 * samples, true);
  return header.buffer;
}
