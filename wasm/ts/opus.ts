// The package's Opus codec: `hookswitch/opus`. Of a browser or Node it needs WebAssembly only, so that it runs in an AudioWorklet too.

import { errorTexts, type PhoneErrorName } from './error-catalogue.js';
import { HookswitchError } from './errors.js';
import { known, type Names, yesOrNo } from './options.js';
import { instantiateOpus, type RawOpus } from './opus-module.js';
import type { Wasm } from './plain-wasm.js';

export type { ErrorName } from './error-catalogue.js';
export { HookswitchError } from './errors.js';

export type OpusRate = 8_000 | 12_000 | 16_000 | 24_000 | 48_000;
export type OpusFrame = 2.5 | 5 | 10 | 20 | 40 | 60;

export interface OpusEncoderOptions {
  readonly rateHz: OpusRate;
  /** Milliseconds; 20 by default. */
  readonly frameMs?: OpusFrame;
  /** Bits per second on average, 6000 to 256000; 24000 by default. */
  readonly bitrate?: number;
  /** 0 to 10; 5 by default. */
  readonly complexity?: number;
  /** Expected packet loss, 0 to 100. Forward error correction needs more than 0. */
  readonly lossPercent?: number;
  /** Forward error correction: each packet also contains the previous one at low quality, for speech. */
  readonly fec?: boolean;
  /**
   * Silence becomes packets of at most two bytes, which need not be sent. Music, and frames of less than 10 ms, require
   * 16 kHz or more for it (else: bad_value), and are then encoded at complexity 7 or more.
   */
  readonly dtx?: boolean;
  readonly content?: 'speech' | 'music';
}

const encoderNames: Names<OpusEncoderOptions> = {
  rateHz: true,
  frameMs: true,
  bitrate: true,
  complexity: true,
  lossPercent: true,
  fec: true,
  dtx: true,
  content: true,
};

export interface OpusPacketHead {
  readonly durationMs: number;
  /** recover() finds the audio before this packet in it. */
  readonly hasFec: boolean;
}

/** The core's names of the options here. */
const passed: Readonly<Record<string, string>> = {
  rate_hz: 'rateHz',
  frame: 'frameMs',
  loss_percent: 'lossPercent',
  room: 'samples',
};

const names = new Map(Object.entries(errorTexts).map(([name, { code }]) => [code, name as PhoneErrorName]));

/** One instance of the codec's memory, and access to it. */
class Module {
  constructor(readonly raw: RawOpus) {}

  #audio = new Int16Array();
  #packet = new Uint8Array();

  /** The module's two buffers. Their views are created again when memory has grown. */
  get audio(): Int16Array {
    if (this.#audio.length === 0)
      this.#audio = new Int16Array(this.raw.memory.buffer, this.raw.opusAudio(), longestAudio);
    return this.#audio;
  }

  get packet(): Uint8Array {
    if (this.#packet.length === 0)
      this.#packet = new Uint8Array(this.raw.memory.buffer, this.raw.opusPacket(), longestPacket);
    return this.#packet;
  }

  bring(packet: Uint8Array): number {
    if (packet.length > longestPacket) throw new HookswitchError('bad_opus', 'packet length');
    this.packet.set(packet);
    return packet.length;
  }

  fault(code: number): HookswitchError {
    const memory = new Uint8Array(this.raw.memory.buffer);
    let field = '';
    for (let at = this.raw.opusField(); memory[at]; at++) field += String.fromCharCode(memory[at] ?? 0);
    return new HookswitchError(names.get(-code) ?? 'core_failed', passed[field] ?? field);
  }

  checked(result: number): number {
    if (result < 0) throw this.fault(result);
    return result;
  }
}

const longestPacket = 48 * 1275 + 2 + 2 * 47;
const longestAudio = 5760;

const room = (samples: number): number => {
  if (!Number.isInteger(samples) || samples < 1 || samples > longestAudio)
    throw new HookswitchError('bad_value', 'samples');
  return samples;
};

/** Mono speech or music to packets. */
export class OpusEncoder {
  readonly #module: Module;
  #pointer: number;
  /** Samples that encode() takes. */
  readonly frameSamples: number;
  /** The delay of the decoded audio, in samples. */
  readonly lookahead: number;

  /** @internal Opus.encoder() makes it. */
  constructor(module: Module, options: OpusEncoderOptions) {
    const {
      rateHz,
      frameMs = 20,
      bitrate = 24_000,
      complexity = 5,
      lossPercent = 0,
      content = 'speech',
      ...more
    } = known(options, encoderNames, 'encoder()', '{ rateHz: 16000 }');
    const [fec, dtx] = [yesOrNo(more.fec, 'fec', false), yesOrNo(more.dtx, 'dtx', false)];
    if (content !== 'speech' && content !== 'music')
      throw new HookswitchError('bad_value', 'content must be speech or music');
    this.#module = module;
    this.#pointer = module.raw.opusEncoder(
      rateHz,
      frameMs * 1000,
      bitrate,
      complexity,
      lossPercent,
      +fec,
      +dtx,
      +(content === 'music'),
    );
    if (this.#pointer === 0) throw new HookswitchError('bad_value', module.fault(0).detail);
    this.frameSamples = (rateHz * frameMs) / 1000;
    this.lookahead = module.raw.opusLookahead(this.#pointer);
  }

  /** One packet of one frame. */
  encode(frame: Int16Array): Uint8Array<ArrayBuffer> {
    const length = this.#encoded(frame);
    return this.#module.packet.slice(0, length);
  }

  /** The same into `packet`, without garbage; returns the packet's length. */
  encodeInto(frame: Int16Array, packet: Uint8Array): number {
    const length = this.#encoded(frame);
    if (length > packet.length) throw new HookswitchError('bad_value', 'packet');
    packet.set(this.#module.packet.subarray(0, length));
    return length;
  }

  set bitrate(bitsPerSecond: number) {
    this.#module.checked(this.#module.raw.opusSetBitrate(this.#live(), bitsPerSecond));
  }

  set complexity(value: number) {
    this.#module.checked(this.#module.raw.opusSetComplexity(this.#live(), value));
  }

  set lossPercent(percent: number) {
    this.#module.checked(this.#module.raw.opusSetLossPercent(this.#live(), percent));
  }

  /** For a new stream: forgets all audio, keeps the settings. */
  reset(): void {
    this.#module.raw.opusEncoderReset(this.#live());
  }

  /** Releases its memory. */
  close(): void {
    this.#module.raw.opusEncoderDelete(this.#pointer);
    this.#pointer = 0;
  }

  #live(): number {
    if (this.#pointer === 0) throw new HookswitchError('misuse', 'the encoder is closed');
    return this.#pointer;
  }

  #encoded(frame: Int16Array): number {
    const pointer = this.#live();
    if (frame.length !== this.frameSamples) throw new HookswitchError('bad_value', 'frame');
    this.#module.audio.set(frame);
    return this.#module.checked(this.#module.raw.opusEncode(pointer, frame.length));
  }
}

/** Packets to mono samples, whatever the sender chose. */
export class OpusDecoder {
  readonly #module: Module;
  #pointer: number;

  /** @internal Opus.decoder() makes it. */
  constructor(module: Module, rateHz: OpusRate) {
    this.#module = module;
    this.#pointer = module.raw.opusDecoder(rateHz);
    if (this.#pointer === 0) throw new HookswitchError('bad_value', module.fault(0).detail);
  }

  decode(packet: Uint8Array): Int16Array<ArrayBuffer> {
    const count = this.#decoded(packet);
    return this.#module.audio.slice(0, count);
  }

  /** The same into `samples`; returns how many there are. */
  decodeInto(packet: Uint8Array, samples: Int16Array): number {
    const count = this.#decoded(packet);
    if (count > samples.length) throw new HookswitchError('bad_value', 'samples');
    samples.set(this.#module.audio.subarray(0, count));
    return count;
  }

  /** Conceals `samples` that are missing: a multiple of 2.5 ms, at most 120 ms. */
  conceal(samples: number): Int16Array<ArrayBuffer> {
    this.#module.checked(this.#module.raw.opusConceal(this.#live(), room(samples)));
    return this.#module.audio.slice(0, samples);
  }

  /** The `samples` missing before `packet`, from the packet's forward error correction. Then decode() it. */
  recover(packet: Uint8Array, samples: number): Int16Array<ArrayBuffer> {
    const pointer = this.#live();
    this.#module.checked(this.#module.raw.opusRecover(pointer, this.#module.bring(packet), room(samples)));
    return this.#module.audio.slice(0, samples);
  }

  /** For a new stream. */
  reset(): void {
    this.#module.raw.opusDecoderReset(this.#live());
  }

  /** Releases its memory. */
  close(): void {
    this.#module.raw.opusDecoderDelete(this.#pointer);
    this.#pointer = 0;
  }

  #live(): number {
    if (this.#pointer === 0) throw new HookswitchError('misuse', 'the decoder is closed');
    return this.#pointer;
  }

  #decoded(packet: Uint8Array): number {
    const pointer = this.#live();
    return this.#module.checked(this.#module.raw.opusDecode(pointer, this.#module.bring(packet)));
  }
}

/** The codec, loaded: any number of encoders and decoders share it. */
export class Opus {
  readonly #module: Module;

  private constructor(raw: RawOpus) {
    this.#module = new Module(raw);
  }

  /** From the bytes of hookswitch-opus.wasm, or the module compiled of them: what a worklet is sent. */
  static async from(wasm: Wasm): Promise<Opus> {
    try {
      return new Opus(await instantiateOpus(wasm));
    } catch (cause) {
      throw new HookswitchError('core_not_loaded', String(cause), { cause });
    }
  }

  encoder(options: OpusEncoderOptions): OpusEncoder {
    return new OpusEncoder(this.#module, options);
  }

  decoder(rateHz: OpusRate): OpusDecoder {
    return new OpusDecoder(this.#module, rateHz);
  }

  /** The content of a packet's header, without decoding it. */
  inspect(packet: Uint8Array): OpusPacketHead {
    const said = this.#module.checked(this.#module.raw.opusInspect(this.#module.bring(packet)));
    return { durationMs: (said >> 1) / 1000, hasFec: said % 2 === 1 };
  }
}
