import createModule from './hookswitch.js';
import type { RawCore } from './raw.js';

const ignore = (): void => undefined;

/** Makes an instance of the WASM core from the bytes of hookswitch.wasm. */
export function loadCore(wasm: ArrayBuffer | Uint8Array): Promise<RawCore> {
  return createModule({
    wasmBinary: wasm,
    locateFile: (path) => path,
    print: ignore,
    printErr: ignore,
  });
}
