// The module that Emscripten writes: build/wasm/wasm/hookswitch.js.
import type { RawCore } from './raw.js';

interface ModuleOptions {
  wasmBinary: ArrayBuffer | Uint8Array;
  /** Given so that the loader never looks for the file itself: AudioWorklets have no URL class. */
  locateFile(path: string): string;
  print(text: string): void;
  printErr(text: string): void;
}

declare function createModule(options: ModuleOptions): Promise<RawCore>;
export default createModule;
