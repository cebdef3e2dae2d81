import { readFile } from 'node:fs/promises';
import { HookswitchError, Opus } from './opus.js';

export * from './opus.js';

/** Loads hookswitch-opus.wasm, by default from the folder of this module. */
export async function loadOpus(wasmUrl?: URL | string): Promise<Opus> {
  const url = new URL(wasmUrl ?? new URL('./hookswitch-opus.wasm', import.meta.url));
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readFile(url);
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', String(cause), { cause });
  }
  return Opus.from(bytes);
}
