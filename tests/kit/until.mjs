import { setTimeout as pause } from 'node:timers/promises';

/** Looks until `look()` gives something, and gives that. Fails with what `look()` said last. */
export async function until(what, look, { withinMs = 10_000, everyMs = 20 } = {}) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(everyMs);
  }
}
