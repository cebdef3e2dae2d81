import type { Patience } from './options.js';

/** What the caller does, one after the other; without any of it, they wait for the answer. */
export interface Script extends Required<Patience> {
  readonly digits: string;
  /** Says the speech again when the host has spoken for so long; negative: not at all. */
  readonly bargeInMs: number;
}

/** Scripts that are being followed, by number. */
export class Scripts {
  readonly #running = new Map<number, (answered: boolean) => void>();
  #last = 0;

  /** `begin` gets the number under which done() reports the script. */
  follow(begin: (id: number) => void): Promise<boolean> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#running.set(id, resolve);
      begin(id);
    });
  }

  done(id: number, answered: boolean): void {
    this.#running.get(id)?.(answered);
    this.#running.delete(id);
  }

  /** The call is over: the core will not report those that are left. */
  release(answered: boolean): void {
    for (const id of [...this.#running.keys()]) this.done(id, answered);
  }
}
