import type { HookswitchError } from './errors.js';
import type { PhoneState } from './events.js';
import type { Line } from './line.js';
import type { PhoneReport } from './report.js';

/** A call as it stands. */
export interface CallSnapshot {
  readonly state: PhoneState;
  /** The carrier's id for the call; empty when this carrier has none or before dial(). */
  readonly id: string;
  /** Of a call that has ended. */
  readonly report: PhoneReport | undefined;
}

/** A promise with its resolvers. It may go unobserved. */
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
  line: Line | undefined;
  /** The core has started: there is a call to report. */
  dialed = false;
  /** How the caller ended the call, once it has. */
  hungUp: ((line: Line) => void) | undefined;
  /** Settles when all has been said that was given so far. */
  said: Promise<unknown> = Promise.resolve();
  readonly open = new Promised<void>();
  readonly over = new Promised<PhoneReport>();
  #bound: Timer | undefined;
  #awake = true;

  constructor(
    /** What the phone showed before: it does so again when nothing comes to be dialed. */
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
    this.line?.keepAwake(awake);
  }

  /** Has ended: there is nothing left to bound. */
  release(): void {
    clearTimeout(this.#bound);
    this.line?.release();
  }
}
