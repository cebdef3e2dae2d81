import type { BackendListener, CallBackend } from './call-backend.js';
import type { PageToWorklet, WorkletToPage } from './messages.js';
import type { RawConfig, RawStats } from './raw.js';
import { type Script, Scripts } from './script.js';

/** The parts of a call in the browser. */
export interface WorkletBackendParts {
  readonly node: AudioWorkletNode;
  /** Of the worker that will hold the socket. */
  readonly workerUrl: URL | string;
  readonly wasm: ArrayBuffer;
  readonly url: string;
  readonly config: RawConfig;
  /** Releases the node and what the page connected to it. */
  readonly releaseDevices: () => void;
}

/** Ends the call in the worklet, if there is one, and takes the node out of the graph. */
export function releaseNode(node: AudioWorkletNode): void {
  node.port.postMessage({ type: 'release' } satisfies PageToWorklet);
  node.disconnect();
}

/** The page's end of a call: it sends commands and receives events; sound and messages do not pass through it. */
export class WorkletBackend implements CallBackend {
  readonly #node: AudioWorkletNode;
  readonly #releaseDevices: () => void;
  readonly #asked = new Map<number, (stats: RawStats | undefined) => void>();
  readonly #scripts = new Scripts();
  #asks = 0;
  #last: RawStats | undefined;
  #released = false;

  constructor(parts: WorkletBackendParts, listener: BackendListener) {
    const { node, workerUrl, wasm, url, config } = parts;
    this.#node = node;
    this.#releaseDevices = parts.releaseDevices;
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(workerUrl, { type: 'module', name: 'hookswitch-socket' });
    worker.onerror = ({ message }) => {
      worker.terminate();
      listener.broke({ name: 'core_not_loaded', detail: `${String(workerUrl)} ${message ?? ''}` });
    };
    worker.postMessage(port2, [port2]);
    node.onprocessorerror = () => listener.broke({ name: 'core_failed', detail: 'in the audio worklet' });
    node.port.onmessage = ({ data }: MessageEvent<WorkletToPage>) => this.#receive(data, listener);
    this.#post({ type: 'dial', url, config, wasm, socket: port1 }, [port1]);
  }

  press(digits: string): void {
    this.#post({ type: 'press', digits });
  }

  endTurn(): void {
    this.#post({ type: 'endTurn' });
  }

  follow(script: Script): Promise<boolean> {
    return this.#scripts.follow((id) => this.#post({ type: 'follow', id, script }));
  }

  hangUp(): void {
    this.#post({ type: 'hangUp' });
  }

  abort(atLimit: boolean, why: string): void {
    this.#post({ type: 'abort', atLimit, why });
  }

  giveUp(why: string): void {
    this.#post({ type: 'giveUp', why });
  }

  /** Calls do not keep a page alive. */
  keepAwake(): void {}

  stats(): Promise<RawStats | undefined> {
    if (this.#last) return Promise.resolve(this.#last);
    const id = ++this.#asks;
    return new Promise((answer) => {
      this.#asked.set(id, answer);
      this.#post({ type: 'stats', id });
    });
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#releaseDevices();
    this.#node.port.onmessage = null;
    this.#answerAll(undefined); // the worklet will not
    this.#scripts.release(false);
  }

  #receive(message: WorkletToPage, listener: BackendListener): void {
    if (message.type === 'event') listener.event(message.event);
    else if (message.type === 'state') listener.state(message.state, message.id);
    else if (message.type === 'level') listener.level(message.saidDbfs, message.heardDbfs);
    else if (message.type === 'scriptDone') this.#scripts.done(message.id, message.answered);
    else if (message.type === 'broke') listener.broke(message.fault);
    else if (message.type === 'stats') {
      this.#asked.get(message.id)?.(message.stats);
      this.#asked.delete(message.id);
    } else {
      this.#last = message.stats;
      this.#answerAll(message.stats);
      this.#scripts.release(message.answered);
      listener.ended(message.report, message.failed, message.stats, message.answered);
    }
  }

  #answerAll(stats: RawStats | undefined): void {
    for (const answer of this.#asked.values()) answer(stats);
    this.#asked.clear();
  }

  #post(message: PageToWorklet, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }
}
