import type { Patience } from './options.js';

/** Distinguishes an answer from speech that was heard before the caller's last word. */
export class Ear {
  #speaking = false;
  #answered = false;
  readonly #watchers = new Set<() => void>();

  /** Takes the call's events. */
  hear(event: string): void {
    if (event !== 'hearing' && event !== 'quiet') return;
    this.#speaking = event === 'hearing';
    this.#note(this.#answered || this.#speaking);
  }

  /** The caller has spoken: speech that has ended by now, such as a greeting, does not count as an answer. */
  turn(): void {
    this.#note(this.#speaking);
  }

  /** Whether the caller was answered, once the answer, a limit or the call has ended. */
  async answered({ quietMs, withinMs, limitMs }: Required<Patience>, over: unknown): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let limit: ReturnType<typeof setTimeout> | undefined;
    let look = (): void => undefined;
    const enough = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, limitMs);
      look = () => {
        clearTimeout(timer);
        if (!this.#speaking) timer = setTimeout(resolve, this.#answered ? quietMs : withinMs);
      };
    });
    this.#watchers.add(look);
    look();
    await Promise.race([enough, over]).finally(() => {
      this.#watchers.delete(look);
      clearTimeout(timer);
      clearTimeout(limit);
    });
    return this.#answered;
  }

  #note(answered: boolean): void {
    this.#answered = answered;
    for (const look of this.#watchers) look();
  }
}
