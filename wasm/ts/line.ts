import type { CoreEvent, PhoneState } from './events.js';
import type { Fault } from './fault.js';
import type { RawStats } from './raw.js';

/** One call as a kind of phone carries it out: on Node's main thread, or in an AudioWorklet. */
export interface Line {
  press(digits: string): void;
  hangUp(): void;
  /** Hangs up before the call has come to its end: at its limit, or because somebody was told to stop. */
  abort(atLimit: boolean, why: string): void;
  /** Aborts the call if it has not been ended, and does not wait for the host: ended() is told soon. */
  giveUp(why: string): void;
  /** Whether a process goes on running for this call's sake; it does until told otherwise. */
  keepAwake(awake: boolean): void;
  /** undefined: let go of before they came. */
  stats(): Promise<RawStats | undefined>;
  /** Lets go of everything, now. The call need not have ended. */
  release(): void;
}

/** What a line tells its phone. */
export interface LineListener {
  event(event: CoreEvent): void;
  state(state: PhoneState, callId: string): void;
  level(saidDbfs: number, heardDbfs: number): void;
  ended(reportJson: string, failed: boolean, stats: RawStats): void;
  /** The line itself broke: there will be no report. */
  broke(fault: Fault): void;
}
