import { setTimeout as sleep } from 'node:timers/promises';
import type { Audio, Phone } from '../entry-node.js';

/** People pick up, then speak. */
const leadInMs = 300;
/** A keypad's pace: one press is told apart from the next. */
const betweenDigitsMs = 300;
/** How long an agent may take to say anything at all. */
const patienceMs = 15_000;

export interface Script {
  readonly say: Audio | undefined;
  readonly digits: string;
  /** Quiet for so long after an answer: it has been given. */
  readonly waitMs: number;
}

/**
 * The caller's part of a test call: speaks, listens until the answer has been given, hangs up.
 * Returns when there is nothing left to wait for, which includes that somebody has hung up.
 */
export async function converse(phone: Phone, script: Script): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const ear = new Ear(script.waitMs, () => over.abort());
  const unsubscribe = [
    phone.on('hang_up', () => over.abort()),
    phone.on('ended', () => over.abort()),
    phone.on('hearing', () => ear.hearing()),
    phone.on('quiet', () => ear.quiet()),
  ];
  try {
    await sleep(leadInMs, undefined, { signal });
    if (script.say) await Promise.race([phone.say(script.say), aborted(signal)]);
    if (signal.aborted) return;
    for (const digit of script.digits) {
      phone.press(digit);
      await sleep(betweenDigitsMs, undefined, { signal });
    }
    ear.listen(patienceMs);
    await aborted(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    ear.stop();
    unsubscribe.forEach((off) => off());
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Decides when the other side has had its say; begins to listen after the caller has spoken. */
class Ear {
  readonly #waitMs: number;
  readonly #done: () => void;
  #timer: NodeJS.Timeout | undefined;
  #listening = false;
  #speaking = false;

  constructor(waitMs: number, done: () => void) {
    this.#waitMs = waitMs;
    this.#done = done;
  }

  hearing(): void {
    this.#speaking = true;
    clearTimeout(this.#timer);
  }

  quiet(): void {
    this.#speaking = false;
    if (this.#listening) this.#after(this.#waitMs);
  }

  /** From now on. What was heard before, such as a greeting, is no answer. */
  listen(patienceMs: number): void {
    this.#listening = true;
    if (!this.#speaking) this.#after(patienceMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #after(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#done, ms);
  }
}
