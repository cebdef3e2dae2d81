/** Typed listeners for a union of `{ type: ... }` events; '*' receives every event. */
export class Emitter<Event extends { type: string }> {
  readonly #listeners = new Map<string, Set<(event: never) => void>>();

  /** Returns a function that removes the listener. */
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
          // An exception in a listener is reported to its page and must not end the call.
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
