import { fromRaw, HookswitchError } from './errors.js';
import type { RawCore } from './raw.js';

/** Linear mono audio. */
export interface Audio {
  readonly samples: Int16Array<ArrayBuffer>;
  readonly rateHz: number;
}

const bytesOf = (samples: Int16Array): Uint8Array =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

export function readWav(core: RawCore, file: Uint8Array): Audio {
  const read = core.readWav(file);
  if ('error' in read) throw fromRaw(read.error);
  return read;
}

export function writeWav(core: RawCore, audio: Audio): Uint8Array<ArrayBuffer> {
  return core.writeWav(bytesOf(audio.samples), audio.rateHz);
}

/** The whole of `audio` at another rate, without the filter's delay. */
export function resampled(core: RawCore, audio: Audio, rateHz: number): Audio {
  if (audio.rateHz === rateHz) return audio;
  const samples = core.resample(bytesOf(audio.samples), audio.rateHz, rateHz);
  if (!samples)
    throw new HookswitchError('unsupported_format', `${audio.rateHz} Hz; 8000 to 48000 Hz can be used`);
  return { samples, rateHz };
}
