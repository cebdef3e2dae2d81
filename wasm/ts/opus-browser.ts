import { Opus } from './opus.js';
import { loadWasm } from './wasm-file-browser.js';

export * from './opus.js';

/** Loads hookswitch-opus.wasm, by default from the folder of this module. */
export const loadOpus = async (wasmUrl?: URL | string): Promise<Opus> =>
  Opus.from(await loadWasm(wasmUrl ?? new URL('./hookswitch-opus.wasm', import.meta.url)));
