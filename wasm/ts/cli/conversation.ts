import { setTimeout as sleep } from 'node:timers/promises';
import type { Audio, Patience, Phone } from '../entry-node.js';

/** People pick up, then speak. */
const leadInMs = 300;
/** The pace of a keypad: separates one press from the next. */
const betweenDigitsMs = 300;

export interface Script {
  readonly say: Audio | undefined;
  readonly digits: string;
  readonly patience: Patience;
}

/**
 * The caller's part of a test call: speaks, listens until the answer has been given, hangs up.
 * Returns when there is nothing left to wait for, which includes a hang-up by either side.
 */
export async function converse(phone: Phone, { say, digits, patience }: Script): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const unsubscribe = [phone.on('hang_up', () => over.abort()), phone.on('ended', () => over.abort())];
  try {
    if (say) await phone.say(say, { afterMs: leadInMs });
    else await sleep(leadInMs, undefined, { signal });
    for (const digit of digits) {
      if (signal.aborted) return;
      phone.press(digit);
      await sleep(betweenDigitsMs, undefined, { signal });
    }
    await phone.answered(patience);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    unsubscribe.forEach((off) => off());
  }
}
