// Files of WebAssembly with plain exports and no loader: Opus and the doctor.

declare global {
  // For compilers without the DOM's types. Where there is a DOM, nothing is added to it.
  namespace WebAssembly {
    interface Memory {}
    interface Module {}
  }
}

/** A file's bytes, or what is compiled of them. */
export type Wasm = WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

const ignore = (): void => undefined;

/** The exports, ready to be called. The file has no loader: these are all its imports. */
export async function instantiate(wasm: Wasm): Promise<Readonly<Record<string, unknown>>> {
  const imports = {
    env: { emscripten_notify_memory_growth: ignore },
    wasi_snapshot_preview1: { proc_exit: ignore },
  };
  const made = await WebAssembly.instantiate(wasm as BufferSource, imports);
  const { exports } = made instanceof WebAssembly.Instance ? made : made.instance;
  (exports['_initialize'] as (() => void) | undefined)?.();
  return exports;
}
