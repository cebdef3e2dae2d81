import { fromRaw, HookswitchError } from './errors.js';
import type { RawCore } from './raw.js';
import { isBytes, type Samples } from './samples.js';

/** Linear mono audio. */
export interface Audio {
  readonly samples: Int16Array<ArrayBuffer>;
  readonly rateHz: number;
  /** What is missing or was not read of its file; it becomes a finding when the audio is said. */
  readonly remark?: string;
}

const bytesOf = (samples: Int16Array): Uint8Array =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

/** Audio for say(): a WAV file's bytes, or samples. */
export type Sound = Uint8Array | ArrayBuffer | Samples;

const toInt16 = (samples: Int16Array | Float32Array): Int16Array<ArrayBuffer> =>
  Int16Array.from(
    samples,
    samples.BYTES_PER_ELEMENT === 2
      ? (one) => one
      : (one) => Math.max(-32_768, Math.min(32_767, Math.round(one * 32_768))),
  );

/** Bytes that readWav() can read, or samples; throws when it is neither. */
export const checked = (sound: Sound): Uint8Array | Audio =>
  isBytes(sound) ? new Uint8Array(sound) : { ...sound, samples: toInt16(sound.samples) };

export function readWav(core: RawCore, file: Uint8Array): Audio {
  const read = core.readWav(file);
  if ('error' in read) throw fromRaw(read.error);
  const { samples, rateHz, remark } = read;
  return remark === '' ? { samples, rateHz } : { samples, rateHz, remark };
}

export function writeWav(core: RawCore, audio: Audio): Uint8Array<ArrayBuffer> {
  return core.writeWav(bytesOf(audio.samples), audio.rateHz);
}

/** The whole of `audio` at another rate, without the filter's delay. */
export function resampled(core: RawCore, audio: Audio, rateHz: number): Audio {
  if (audio.rateHz === rateHz) return audio;
  const samples = core.resample(bytesOf(audio.samples), audio.rateHz, rateHz);
  if (!samples) throw new HookswitchError('unsupported_format', `${audio.rateHz} Hz; 8000 to 48000 Hz can be used`);
  return { samples, rateHz };
}
