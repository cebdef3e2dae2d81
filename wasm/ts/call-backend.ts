import type { CoreEvent, PhoneState } from './events.js';
import type { Fault } from './fault.js';
import type { RawStats } from './raw.js';
import type { Script } from './script.js';

/** What runs one call for a phone: on Node's main thread, or in an AudioWorklet. */
export interface CallBackend {
  press(digits: string): void;
  /** The caller has finished speaking: what is heard from here on may be the answer. */
  endTurn(): void;
  /** Resolves when the script is over, with whether the host has answered. */
  follow(script: Script): Promise<boolean>;
  hangUp(): void;
  /** Hangs up before the end of the call: at its limit, or because the program is stopped. */
  abort(atLimit: boolean, why: string): void;
  /** Aborts the call if it has not ended, and does not wait for the host: ended() is called soon. */
  giveUp(why: string): void;
  /** Whether this call keeps the process running; it does by default. */
  keepAwake(awake: boolean): void;
  /** undefined: the backend was released before they arrived. */
  stats(): Promise<RawStats | undefined>;
  /** Releases everything, now. The call need not have ended. */
  release(): void;
}

/** The events that a backend reports to its phone. */
export interface BackendListener {
  event(event: CoreEvent): void;
  state(state: PhoneState, callId: string): void;
  level(saidDbfs: number, heardDbfs: number): void;
  ended(reportJson: string, failed: boolean, stats: RawStats, answered: boolean): void;
  /** The backend failed: there will be no report. */
  broke(fault: Fault): void;
}
