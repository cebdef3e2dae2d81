import type { BackendListener, CallBackend } from './call-backend.js';
import { HookswitchError } from './errors.js';
import { checkMicrophone, type MicrophoneChoice, openMicrophone } from './microphone.js';
import { type DialOptions, known, type Names, toConfig, yesOrNo } from './options.js';
import { PhoneBase } from './phone.js';
import { type Sound, SpeechQueue } from './speech-queue.js';
import { releaseNode, WorkletBackend } from './worklet-backend.js';

export { type CarrierDialect, carrierDialects, type Dialect, dialects } from './dialects.js';
export { type ErrorInfo, type ErrorName, errorCatalogue, type PhoneErrorName } from './error-catalogue.js';
export { HookswitchError } from './errors.js';
export type { CallEventName, PhoneEvent, PhoneEventType, PhoneState } from './events.js';
export type { CallSnapshot } from './live-call.js';
export type { MicrophoneChoice } from './microphone.js';
export type { AnsweredOptions, DialOptions } from './options.js';
export type { PhoneEndCause, PhoneMilestone, PhoneReport } from './report.js';
export type { PhoneStats } from './stats.js';
export type { Sound };

declare global {
  // For compilers without the DOM's types, which need these names here. Where there is a DOM, nothing is added to it.
  interface AudioBuffer {}
  interface AudioContext {}
  interface AudioNode {}
  interface BaseAudioContext {}
  interface MediaStream {}
  interface MediaTrackConstraints {}
}

export interface PhoneOptions {
  /** Opened for each call, closed after it. False (the default): only say() and `input` speak. */
  readonly microphone?: MicrophoneChoice;
  /** False: nothing is played; connect `output` yourself. */
  readonly speaker?: boolean;
  /** Closed by you. By default the phone creates one and closes it in close(). */
  readonly audioContext?: AudioContext;
  /** The package's three files, if a bundler or server has put them elsewhere. */
  readonly wasmUrl?: URL | string;
  readonly workletUrl?: URL | string;
  readonly workerUrl?: URL | string;
}

const optionNames: Names<PhoneOptions> = {
  microphone: true,
  speaker: true,
  audioContext: true,
  wasmUrl: true,
  workletUrl: true,
  workerUrl: true,
};

/** People talk longer than tests. */
const defaultMaxSeconds = 3_600;

/** How long a browser may take to start audio output before it counts as blocked. */
const startTimeMs = 2_000;

/** Adding a module twice to one context would register its processor twice: an error. */
const withWorklet = new WeakMap<BaseAudioContext, Promise<void>>();

interface Audio {
  readonly context: AudioContext;
  readonly input: GainNode;
  readonly output: GainNode;
}

/** The softphone in a page: microphone and speaker, or any audio nodes. */
export class Phone extends PhoneBase {
  readonly #options: PhoneOptions;
  #audio: Audio | undefined;
  #wasm: Promise<ArrayBuffer> | undefined;
  #speech: SpeechQueue | undefined;

  constructor(options: PhoneOptions = {}) {
    super(defaultMaxSeconds);
    this.#options = known(options, optionNames, 'new Phone() in a page', '{ microphone: true }');
    yesOrNo(options.speaker, 'speaker', true);
    checkMicrophone(options.microphone);
  }

  get audioContext(): AudioContext {
    return this.#open().context;
  }

  /** What the caller says: connect any node to it. The microphone and say() speak into it too. */
  get input(): AudioNode {
    return this.#open().input;
  }

  /** What the caller hears: connect it to analysers, recorders, other outputs. */
  get output(): AudioNode {
    return this.#open().output;
  }

  /**
   * Says audio into the call: any file that the browser can decode, or samples. What is said one after
   * the other is heard one after the other. Resolves with true when all was said, false when the call
   * ended before.
   */
  async say(sound: Sound): Promise<boolean> {
    return this.speak(async () => this.#speech?.say(sound) ?? false);
  }

  protected override async releaseDevices(): Promise<void> {
    await super.releaseDevices();
    const audio = this.#audio;
    this.#audio = undefined;
    if (!audio) return;
    audio.input.disconnect();
    audio.output.disconnect();
    if (!this.#options.audioContext) await audio.context.close();
  }

  protected async openBackend(url: string, options: DialOptions, listener: BackendListener): Promise<CallBackend> {
    const audio = this.#open();
    const { context, input, output } = audio;
    const config = toConfig(options, { deviceRateHz: context.sampleRate, playout: 'device' });
    const [wasm] = await Promise.all([this.#loadWasm(), this.#loadWorklet(context), started(context)]);
    const held: (() => void)[] = [];
    const releaseDevices = (): void => held.splice(0).forEach((release) => release());
    try {
      const microphone = await openMicrophone(this.#options.microphone ?? false);
      held.push(() => microphone?.close());
      // A permission prompt may be answered long after the page has closed the phone.
      if (this.closed) throw new HookswitchError('misuse', 'close() during the call');
      const source = microphone && context.createMediaStreamSource(microphone.stream);
      source?.connect(input);
      held.push(() => source?.disconnect());
      const node = new AudioWorkletNode(context, 'hookswitch-phone', {
        channelCount: 1,
        channelCountMode: 'explicit',
        outputChannelCount: [1],
      });
      held.push(() => releaseNode(node));
      input.connect(node);
      held.push(() => input.disconnect(node));
      node.connect(output);
      const speech = new SpeechQueue(context, input);
      this.#speech = speech;
      held.push(() => speech.stop());
      const workerUrl = this.#options.workerUrl ?? new URL('./socket-worker.js', import.meta.url);
      return new WorkletBackend({ node, workerUrl, wasm, url, config, releaseDevices }, listener);
    } catch (error) {
      releaseDevices();
      throw error;
    }
  }

  #open(): Audio {
    if (this.#audio) return this.#audio;
    if (typeof AudioWorkletNode === 'undefined' || typeof WebAssembly === 'undefined')
      throw new HookswitchError('audio_unsupported');
    const context = this.#options.audioContext ?? new AudioContext({ latencyHint: 'interactive', sampleRate: 48_000 });
    const input = new GainNode(context);
    const output = new GainNode(context);
    // A browser renders only what leads to the destination: a call without a listener leads there
    // at no volume.
    const volume = new GainNode(context, { gain: (this.#options.speaker ?? true) ? 1 : 0 });
    output.connect(volume).connect(context.destination);
    this.#audio = { context, input, output };
    return this.#audio;
  }

  #loadWasm(): Promise<ArrayBuffer> {
    this.#wasm ??= fetchBytes(this.#options.wasmUrl ?? new URL('./hookswitch.wasm', import.meta.url));
    this.#wasm.catch(() => (this.#wasm = undefined)); // the next call tries again
    return this.#wasm;
  }

  #loadWorklet(context: BaseAudioContext): Promise<void> {
    const url = this.#options.workletUrl ?? new URL('./worklet.js', import.meta.url);
    const loading =
      withWorklet.get(context) ??
      context.audioWorklet.addModule(url).catch((cause: unknown) => {
        withWorklet.delete(context);
        throw new HookswitchError('core_not_loaded', `${String(url)}: ${String(cause)}`, { cause });
      });
    withWorklet.set(context, loading);
    return loading;
  }
}

async function fetchBytes(url: URL | string): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return await answer.arrayBuffer();
  } catch (cause) {
    throw new HookswitchError('core_not_loaded', `${String(url)}: ${String(cause)}`, { cause });
  }
}

/** Browsers start audio only after a click; until then resume() just waits. */
async function started(context: AudioContext): Promise<void> {
  const isRunning = (): boolean => context.state === 'running';
  if (isRunning()) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, startTimeMs);
  });
  await Promise.race([context.resume(), late]);
  clearTimeout(timer);
  if (!isRunning()) throw new HookswitchError('audio_blocked', `the audio context is ${context.state}`);
}
