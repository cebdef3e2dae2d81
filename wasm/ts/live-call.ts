import type { CallBackend } from './call-backend.js';
import type { HookswitchError } from './errors.js';
import type { PhoneState } from './events.js';
import type { PhoneReport } from './report.js';

/** A call as it stands. */
export interface CallSnapshot {
  readonly state: PhoneState;
  /** The carrier's id for the call; empty when this carrier has none or before dial(). */
  readonly id: string;
  /** Of a call that has ended. */
  readonly report: PhoneReport | undefined;
}

/** A promise with its resolvers. Its rejection need not be handled. */
export class Promised<T> {
  resolve!: (value: T) => void;
  reject!: (reason: HookswitchError) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    this.promise.catch(() => undefined);
  }
}

/** Node's can be set not to keep the process running. */
type Timer = ReturnType<typeof setTimeout> & { ref?(): void; unref?(): void };

/** What a phone keeps of its call from dial() to the end. */
export class LiveCall {
  backend: CallBackend | undefined;
  /** The core has started: there is a call to report. */
  dialed = false;
  /** How the caller ended the call, once it has. */
  hungUp: ((backend: CallBackend) => void) | undefined;
  /** Settles when all speech so far has been said. */
  said: Promise<unknown> = Promise.resolve();
  readonly open = new Promised<void>();
  readonly over = new Promised<PhoneReport>();
  #bound: Timer | undefined;
  #awake = true;

  constructor(
    /** The phone's snapshot of before: restored if nothing is dialed. */
    readonly before: CallSnapshot,
    /** How long the host may take to close. */
    readonly hostCloseMs: number,
  ) {}

  /** Does `then` if the call has not ended or got another bound by that time. */
  within(ms: number, then: () => void): void {
    clearTimeout(this.#bound);
    this.#bound = setTimeout(then, ms) as Timer;
    if (!this.#awake) this.#bound.unref?.();
  }

  /** Whether this call keeps the process running. */
  keepAwake(awake: boolean): void {
    this.#awake = awake;
    if (awake) this.#bound?.ref?.();
    else this.#bound?.unref?.();
    this.backend?.keepAwake(awake);
  }

  /** The call has ended: clears its bound. */
  release(): void {
    clearTimeout(this.#bound);
    this.backend?.release();
  }
}
