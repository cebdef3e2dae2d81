/** Typed listeners for a union of `{ type: ... }` events; '*' hears every event. */
export class Emitter<Event extends { type: string }> {
  readonly #listeners = new Map<string, Set<(event: never) => void>>();

  /** Returns what takes the listener away again. */
  on<Type extends Event['type'] | '*'>(type: Type, listener: Listener<Event, Type>): () => void {
    const set = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, set);
    set.add(listener);
    return () => this.off(type, listener);
  }

  off<Type extends Event['type'] | '*'>(type: Type, listener: Listener<Event, Type>): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** Whether there are listeners. */
  get heard(): boolean {
    return [...this.#listeners.values()].some(({ size }) => size > 0);
  }

  emit(event: Event): void {
    for (const type of [event.type, '*'])
      for (const listener of [...(this.#listeners.get(type) ?? [])]) {
        try {
          (listener as (event: Event) => void)(event);
        } catch (error) {
          // A listener's mistake is its page's to see, and must not cut the call short.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

export type Listener<Event extends { type: string }, Type extends string> = (
  event: Type extends '*' ? Event : Extract<Event, { type: Type }>,
) => void;
