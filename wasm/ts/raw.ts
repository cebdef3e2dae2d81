// wasm/src/bindings.cpp, line by line. Only the engine and core.ts see this.

export interface RawConfig {
  as: string;
  /** 0: the carrier's. */
  deviceRateHz: number;
  playout: 'device' | 'clock';
  callId: string;
  from: string;
  to: string;
  /** Names and values in turn. */
  parameters: string[];
  /** 0: the dialect's default rate. */
  wireRateHz: number;
  dialTimeoutMs: number;
  hostCloseMs: number;
  unixMs: number;
  seed: number;
}

export interface RawError {
  name: string;
  field: string;
  at: number;
}

export type RawOutput =
  | { type: 'connect'; url: string; headers: Record<string, string>; subprotocols: string[] }
  | { type: 'send'; data: string | Uint8Array<ArrayBuffer> }
  | { type: 'close'; code: number; reason: string }
  | { type: 'event'; name: string; detail: string; atMs: number; code: number }
  | { type: 'scriptDone'; id: number; answered: boolean }
  | { type: 'ended'; report: string; failed: boolean; answered: boolean };

export interface RawStats {
  concealedSamples: number;
  silentConcealedSamples: number;
  concealmentEvents: number;
  insertedSamplesForDeceleration: number;
  removedSamplesForAcceleration: number;
  totalSamplesReceived: number;
  jitterBufferEmittedCount: number;
  jitterBufferDelayUs: number;
  jitterBufferTargetDelayUs: number;
  packetsReceived: number;
  packetsDiscarded: number;
  droppedSamples: number;
  interruptionCount: number;
  totalInterruptionDurationUs: number;
}

export interface RawPhone {
  dial(url: string, nowUs: number): void;
  opened(hostCallId: string, subprotocol: string, nowUs: number): void;
  notOpened(httpStatus: number, detail: string, location: string, nowUs: number): void;
  /** The name of a TlsFault; `detail` in the words of the TLS library. */
  tlsRefused(fault: string, detail: string, nowUs: number): void;
  text(payload: string, nowUs: number): void;
  binary(payload: Uint8Array, nowUs: number): void;
  /** `lostBy` says, of code 1006, who ended the connection: host, network, or empty if unknown. */
  closed(code: number, reason: string, lostBy: string, nowUs: number): void;
  /** The name of a ProtocolRule; `detail` in the words of the library that found it broken. */
  broken(rule: string, detail: string, nowUs: number): void;
  tooLarge(nowUs: number): void;
  microphone(samples: number, leadInUs: number, nowUs: number): void;
  endTurn(nowUs: number): void;
  digit(digit: string, nowUs: number): void;
  /** The speech is in the buffer. A negative `bargeInUs`: no barge-in. */
  follow(
    id: number,
    samples: number,
    digits: string,
    bargeInUs: number,
    quietUs: number,
    withinUs: number,
    limitUs: number,
    nowUs: number,
  ): void;
  hangUp(nowUs: number): void;
  abort(atLimit: boolean, why: string, nowUs: number): void;
  /** A name of the catalogue. */
  remark(name: string, evidence: string, nowUs: number): void;
  giveUp(why: string, nowUs: number): void;
  tick(nowUs: number): void;
  poll(): RawOutput | undefined;
  nextDeadlineUs(): number | undefined;
  /** Taken again on every call: memory may have grown. */
  buffer(samples: number): Float32Array;
  pull(samples: number, nowUs: number): number;
  takeHeard(): Int16Array<ArrayBuffer>;
  state(): string;
  callId(): string;
  carrierRateHz(): number;
  microphoneBacklog(): number;
  report(nowUs: number): string;
  microphoneDbfs(): number;
  speakerDbfs(): number;
  stats(): RawStats;
  delete(): void;
}

export interface RawCore {
  RawPhone: new (config: RawConfig, nowUs: number) => RawPhone;
  checkConfig(config: RawConfig): RawError | undefined;
  dialects(): {
    name: string;
    vendor: string;
    audio: string;
    ratesHz: Int32Array;
    frameMs: number;
    tellsNumbers: boolean;
    choices: { label: string; rate?: number }[];
  }[];
  /** undefined: a rate is outside 8 to 48 kHz. */
  resample(sampleBytes: Uint8Array, fromHz: number, toHz: number): Int16Array<ArrayBuffer> | undefined;
  readWav(file: Uint8Array): { error: RawError } | { rateHz: number; samples: Int16Array<ArrayBuffer>; remark: string };
  writeWav(sampleBytes: Uint8Array, rateHz: number): Uint8Array<ArrayBuffer>;
}
