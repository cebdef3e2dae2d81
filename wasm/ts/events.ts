import type { ErrorName } from './error-catalogue.js';
import type { PhoneReport } from './report.js';

/** What the phone is doing. From `open` on the media stream is up. */
export type PhoneState = 'idle' | 'dialing' | 'open' | 'talking' | 'hanging_up' | 'ended';

/** Things that happen on a call, as the core and the report's timeline name them. */
const callEvents = [
  'dialing',
  'connected',
  'started',
  'hearing',
  'quiet',
  'barge_in',
  'barge_in_missed',
  'mark',
  'clear',
  'digit',
  'hang_up',
  'closed',
] as const;
export type CallEventName = (typeof callEvents)[number];

interface Happened {
  /** The details, for people; may be empty. */
  readonly detail: string;
  /** Milliseconds since dial(). */
  readonly atMs: number;
}

type CallEvents = { [Name in CallEventName]: Happened & { readonly type: Name } }[CallEventName];

/** All events of `phone.on()`. */
export type PhoneEvent =
  | CallEvents
  /** A finding about a message of the host, announced while the call is live; once per name. */
  | (Happened & { readonly type: 'warning'; readonly code: number; readonly name: ErrorName })
  | { readonly type: 'state'; readonly state: PhoneState }
  /** Ten times a second: loudness of the last 100 ms in dBFS; 0 is full scale, -96 silence. */
  | { readonly type: 'level'; readonly saidDbfs: number; readonly heardDbfs: number }
  /** The call is over. The last event of every call that has a report, once: only a core that failed leaves none. */
  | { readonly type: 'ended'; readonly report: PhoneReport; readonly failed: boolean };

export type PhoneEventType = PhoneEvent['type'];

/** What `phone.on()` takes. */
export const eventTypes: readonly (PhoneEventType | '*')[] = [...callEvents, 'warning', 'state', 'level', 'ended', '*'];

/** An event as it comes from the core. */
export interface CoreEvent {
  readonly name: string;
  readonly detail: string;
  readonly atMs: number;
  readonly code: number;
}

/** The core names its events as PhoneEvent does; tests/wasm compares the two. */
export function toPhoneEvent({ name, detail, atMs, code }: CoreEvent): PhoneEvent {
  if (name !== 'warning') return { type: name as CallEventName, detail, atMs };
  const [what = '', ...rest] = detail.split(': ');
  return { type: 'warning', name: what as ErrorName, code, detail: rest.join(': '), atMs };
}
