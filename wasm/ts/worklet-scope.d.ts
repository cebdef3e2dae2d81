// What an AudioWorkletGlobalScope has and the DOM's own types lack.
declare const currentFrame: number;
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(
  name: string,
  processor: new (options: {
    processorOptions: unknown;
  }) => {
    process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
  },
): void;
