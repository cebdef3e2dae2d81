import type { Line, LineListener } from './line.js';
import type { PageToWorklet, WorkletToPage } from './messages.js';
import type { RawConfig, RawStats } from './raw.js';
import { type Script, Scripts } from './script.js';

/** What a call in the browser is made of. */
export interface WorkletLineParts {
  readonly node: AudioWorkletNode;
  /** Of the worker that will hold the socket. */
  readonly workerUrl: URL | string;
  readonly wasm: ArrayBuffer;
  readonly url: string;
  readonly config: RawConfig;
  /** Lets go of the node and of what the page connected to it. */
  readonly letGo: () => void;
}

/** Ends the call in the worklet, if there is one, and takes the node out of the graph. */
export function releaseNode(node: AudioWorkletNode): void {
  node.port.postMessage({ type: 'release' } satisfies PageToWorklet);
  node.disconnect();
}

/** The page's end of a call: it sends commands and receives events; sound and messages do not pass through it. */
export class WorkletLine implements Line {
  readonly #node: AudioWorkletNode;
  readonly #letGo: () => void;
  readonly #asked = new Map<number, (stats: RawStats | undefined) => void>();
  readonly #scripts = new Scripts();
  #asks = 0;
  #last: RawStats | undefined;
  #released = false;

  constructor(parts: WorkletLineParts, listener: LineListener) {
    const { node, workerUrl, wasm, url, config } = parts;
    this.#node = node;
    this.#letGo = parts.letGo;
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(workerUrl, { type: 'module', name: 'hookswitch-socket' });
    worker.onerror = ({ message }) => {
      worker.terminate();
      listener.broke({ name: 'core_not_loaded', detail: `${String(workerUrl)} ${message ?? ''}` });
    };
    worker.postMessage(port2, [port2]);
    node.onprocessorerror = () => listener.broke({ name: 'core_failed', detail: 'in the audio worklet' });
    node.port.onmessage = ({ data }: MessageEvent<WorkletToPage>) => this.#hear(data, listener);
    this.#tell({ type: 'dial', url, config, wasm, socket: port1 }, [port1]);
  }

  press(digits: string): void {
    this.#tell({ type: 'press', digits });
  }

  endTurn(): void {
    this.#tell({ type: 'endTurn' });
  }

  follow(script: Script): Promise<boolean> {
    return this.#scripts.follow((id) => this.#tell({ type: 'follow', id, script }));
  }

  hangUp(): void {
    this.#tell({ type: 'hangUp' });
  }

  abort(atLimit: boolean, why: string): void {
    this.#tell({ type: 'abort', atLimit, why });
  }

  giveUp(why: string): void {
    this.#tell({ type: 'giveUp', why });
  }

  /** A page is not kept alive by its calls. */
  keepAwake(): void {}

  stats(): Promise<RawStats | undefined> {
    if (this.#last) return Promise.resolve(this.#last);
    const id = ++this.#asks;
    return new Promise((answer) => {
      this.#asked.set(id, answer);
      this.#tell({ type: 'stats', id });
    });
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#letGo();
    this.#node.port.onmessage = null;
    this.#answerAll(undefined); // the worklet will not
    this.#scripts.release(false);
  }

  #hear(message: WorkletToPage, listener: LineListener): void {
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

  #tell(message: PageToWorklet, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }
}
