import type { AnsweredOptions } from './options.js';

/** What the caller does, step after step; they always wait for the answer. */
export interface Script extends Required<AnsweredOptions> {
  readonly digits: string;
  /** Barge-in: says the speech again when the host has spoken for this long; negative: none. */
  readonly bargeInMs: number;
}

/** Running scripts, by number. */
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

  /** The call is over: the core will not report the remaining ones. */
  release(answered: boolean): void {
    for (const id of [...this.#running.keys()]) this.done(id, answered);
  }
}
