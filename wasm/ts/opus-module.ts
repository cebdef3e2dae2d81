// wasm/src/opus_bindings.cpp, line by line. Only opus.ts sees this.

declare global {
  // For compilers without the DOM's types. Where there is a DOM, nothing is added to it.
  namespace WebAssembly {
    interface Memory {}
    interface Module {}
  }
}

/** Pointers and counts. A result below zero is a catalogue code, negated. */
export interface RawOpus {
  readonly memory: WebAssembly.Memory;
  _initialize?(): void;
  opusAudio(): number;
  opusPacket(): number;
  opusField(): number;
  opusEncoder(
    rateHz: number,
    frameUs: number,
    bitrate: number,
    complexity: number,
    lossPercent: number,
    fec: number,
    dtx: number,
    music: number,
  ): number;
  opusEncoderDelete(encoder: number): void;
  opusLookahead(encoder: number): number;
  opusEncode(encoder: number, samples: number): number;
  opusSetBitrate(encoder: number, bitrate: number): number;
  opusSetComplexity(encoder: number, complexity: number): number;
  opusSetLossPercent(encoder: number, percent: number): number;
  opusEncoderReset(encoder: number): void;
  opusDecoder(rateHz: number): number;
  opusDecoderDelete(decoder: number): void;
  opusDecode(decoder: number, bytes: number): number;
  opusConceal(decoder: number, samples: number): number;
  opusRecover(decoder: number, bytes: number, samples: number): number;
  opusDecoderReset(decoder: number): void;
  opusInspect(bytes: number): number;
}

/** A file's bytes, or what is compiled of them. */
export type Wasm = WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

const ignore = (): void => undefined;

/** The file has no loader: these are all its imports. */
export async function instantiateOpus(wasm: Wasm): Promise<RawOpus> {
  const imports = {
    env: { emscripten_notify_memory_growth: ignore },
    wasi_snapshot_preview1: { proc_exit: ignore },
  };
  const made = await WebAssembly.instantiate(wasm as BufferSource, imports);
  const instance = made instanceof WebAssembly.Instance ? made : made.instance;
  const raw = instance.exports as unknown as RawOpus;
  raw._initialize?.();
  return raw;
}
