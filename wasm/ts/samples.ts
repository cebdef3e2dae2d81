import { HookswitchError } from './errors.js';
import { whole } from './options.js';

/** Mono audio: 16-bit samples, or floats from -1 to 1. */
export interface Samples {
  readonly samples: Int16Array | Float32Array;
  readonly rateHz: number;
}

/** What kind of object it is, also when it comes from another realm, as in some test runners. */
const kind = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Whether these are a file's bytes; throws if they are not samples either. */
export function isBytes(sound: unknown): sound is ArrayBuffer | Uint8Array {
  if (/^(ArrayBuffer|Uint8Array)$/.test(kind(sound))) return true;
  const { samples, rateHz } = Object(sound) as Partial<Samples>;
  if (!/^(Int16|Float32)Array$/.test(kind(samples)))
    throw new HookswitchError('bad_value', "audio is a file's bytes, or samples: Int16Array or Float32Array");
  whole(rateHz ?? NaN, 'rateHz', 1, 768_000, 0);
  return false;
}
