// The call in the browser: the core runs on the audio thread. There is no fetch, no timer and no
// clock here; time is the audio's own.

import { loadCore } from './core.js';
import { CallEngine, type EngineEnvironment } from './engine.js';
import { type Fault, toFault } from './fault.js';
import type { DialMessage, PageToWorklet, WorkerToWorklet, WorkletToPage, WorkletToWorker } from './messages.js';
import type { RawConfig, RawCore } from './raw.js';

/** One instance for all calls of an AudioContext. */
let sharedCore: Promise<RawCore> | undefined;

const silence = new Float32Array(128);
const nothing = new Float32Array();

const nowUs = (): number => Math.round((currentFrame / sampleRate) * 1e6);

class PhoneProcessor extends AudioWorkletProcessor {
  #engine: CallEngine | undefined;
  #socket: MessagePort | undefined;
  #early: PageToWorklet[] = []; // received while the core was still loading
  #released = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PageToWorklet>) => this.#receive(data);
  }

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    if (this.#released) return false;
    const engine = this.#engine;
    if (!engine || engine.ended) return true;
    const now = nowUs();
    // An unconnected input is silence that takes its time: speech that begins later is then not cut
    // into pieces at the frames' edges.
    if (engine.open) engine.say(input?.[0] ?? silence, now);
    const speaker = output?.[0];
    if (speaker) engine.pull(speaker, now);
    engine.tick(now);
    return true;
  }

  #receive(message: PageToWorklet): void {
    if (message.type === 'dial') return void this.#dial(message);
    if (message.type === 'release') return this.#release();
    const engine = this.#engine;
    if (!engine) this.#early.push(message);
    else if (message.type === 'stats') this.#post({ type: 'stats', id: message.id, stats: engine.stats() });
    else if (engine.ended) return;
    else if (message.type === 'press') engine.press(message.digits, nowUs());
    else if (message.type === 'endTurn') engine.endTurn(nowUs());
    else if (message.type === 'follow') engine.follow(message.id, message.script, nothing, nowUs());
    else if (message.type === 'abort') engine.abort(message.atLimit, message.why, nowUs());
    else if (message.type === 'giveUp') engine.giveUp(message.why, nowUs());
    else engine.hangUp(nowUs());
  }

  async #dial({ url, config, wasm, socket }: DialMessage): Promise<void> {
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<WorkerToWorklet>) => this.#hearSocket(data);
    try {
      sharedCore ??= loadCore(wasm);
      const core = await sharedCore;
      if (this.#released) return;
      const wrong = core.checkConfig(config);
      if (wrong) return this.#break(toFault(wrong));
      this.#engine = this.#makeEngine(core, config);
    } catch (error) {
      sharedCore = undefined;
      return this.#break({ name: 'core_not_loaded', detail: String(error) });
    }
    this.#engine.dial(url, nowUs());
    for (const message of this.#early.splice(0)) this.#receive(message);
  }

  #break(fault: Fault): void {
    this.#post({ type: 'broke', fault });
  }

  #makeEngine(core: RawCore, config: RawConfig): CallEngine {
    const environment: EngineEnvironment = {
      // A page sets no headers of an upgrade.
      connect: (url, _headers, subprotocols) => this.#postToSocket({ type: 'connect', url, subprotocols }),
      send: (data) => this.#postToSocket({ type: 'send', data }),
      closeSocket: (code, reason) => this.#postToSocket({ type: 'close', code, reason }),
      event: (event) => this.#post({ type: 'event', event }),
      state: (state, id) => this.#post({ type: 'state', state, id }),
      level: (saidDbfs, heardDbfs) => this.#post({ type: 'level', saidDbfs, heardDbfs }),
      scriptDone: (id, answered) => this.#post({ type: 'scriptDone', id, answered }),
      ended: (report, failed, stats, answered) => this.#post({ type: 'ended', report, failed, stats, answered }),
      failed: (detail) => {
        sharedCore = undefined;
        this.#break({ name: 'core_failed', detail });
      },
    };
    return new CallEngine(core, config, environment, nowUs());
  }

  #hearSocket(message: WorkerToWorklet): void {
    const engine = this.#engine;
    if (!engine || engine.ended) return;
    const now = nowUs();
    if (message.type === 'opened') engine.opened('', message.subprotocol, now);
    else if (message.type === 'notOpened') engine.notOpened(0, message.detail, '', now);
    else if (message.type === 'closed') engine.socketClosed(message.code, message.reason, '', now);
    else if (message.type === 'broken') engine.broken(message.rule, '', now);
    else engine.frame(typeof message.data === 'string' ? message.data : new Uint8Array(message.data), now);
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#postToSocket({ type: 'release' });
    this.#socket?.close();
    this.#engine?.release();
    this.#engine = undefined;
    this.port.close();
  }

  #post(message: WorkletToPage): void {
    this.port.postMessage(message);
  }

  #postToSocket(message: WorkletToWorker): void {
    this.#socket?.postMessage(message);
  }
}

registerProcessor('hookswitch-phone', PhoneProcessor);
