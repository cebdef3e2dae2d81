// wasm/src/opus_bindings.cpp, line by line. Only opus.ts sees this.

import { instantiate, type Wasm } from './plain-wasm.js';

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

export const instantiateOpus = async (wasm: Wasm): Promise<RawOpus> => (await instantiate(wasm)) as unknown as RawOpus;
