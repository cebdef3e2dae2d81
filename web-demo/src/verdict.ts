import type { PhoneReport } from 'hookswitch';
import type { CallRecord } from './bridge-api.ts';

/** The verdict of a call at a glance; its text says the same. */
export type Verdict = 'good' | 'mixed' | 'bad';

/** Who ended a call that this page placed: its user is the caller. */
const byTheCaller: Readonly<Record<string, string>> = {
  hung_up: 'You hung up',
  cancelled: 'You hung up before the call connected',
  aborted: 'The call was stopped before its end',
  limit_reached: 'The call was cut at its limit',
  host_hung_up: 'The host hung up',
  host_closed: 'The host closed the call',
  socket_lost: 'The connection broke',
  host_broke_protocol: 'The host broke the protocol',
  message_too_large: 'The host sent too large a message',
  bad_url: 'The address cannot be used',
  host_unreachable: 'The host was not reached',
  certificate_refused: 'The certificate of the host was refused',
  tls_failed: 'No secure connection',
  host_refused: 'The host refused the call',
  dial_timeout: 'The host did not answer in time',
};

/** The side that ended a call of the bridge. */
const byTheRecord: Readonly<Record<string, string>> = {
  carrier_stop: 'The caller hung up',
  hang_up_webhook: 'The caller hung up',
  carrier_closed: 'The carrier closed the call',
  carrier_lost: 'The connection to the carrier broke',
  hang_up_request: 'An operator ended the call',
  goodbye: 'The agent said goodbye',
  agent_closed: 'The agent closed its session',
  agent_failed: 'The agent failed',
  agent_unreachable: 'The agent was not reached',
  no_answer: 'The phone was not answered',
  no_media_socket: 'No media socket was opened',
  no_start_message: 'No start message',
  no_first_media: 'No audio from the carrier',
  media_silence: 'The carrier fell silent',
  send_stalled: 'A peer stopped reading',
  longest_call: 'The call was cut at its limit',
  replaced: 'Another socket took the call over',
  draining: 'The bridge was stopped',
  crashed: 'The bridge crashed',
};

/** A catalogue name as words. */
export const words = (name: string): string => name.replaceAll('_', ' ');

const inWords = (table: Readonly<Record<string, string>>, cause: string): string => table[cause] ?? words(cause);

export const reportEnd = ({ end, state }: PhoneReport): string =>
  end ? inWords(byTheCaller, end.cause) : words(state);

export const recordEnd = (cause: string | null | undefined): string => (cause ? inWords(byTheRecord, cause) : 'live');

/** Good is only what was carried to its end, was heard, and left nothing to look at. */
export function reportVerdict({ outcome, media, findings }: PhoneReport): Verdict {
  if (outcome === 'failed') return 'bad';
  return outcome === 'completed' && media.heard_speech_ms > 0 && findings.length === 0 ? 'good' : 'mixed';
}

export function recordVerdict({ end, media, diagnosis }: CallRecord, report?: PhoneReport): Verdict {
  const phone = report ? reportVerdict(report) : 'good';
  if (phone === 'bad') return 'bad';
  // A bound that ends a call after its caller has left is a finding, no failure.
  if (end?.code && report?.end?.by !== 'caller') return 'bad';
  return phone === 'good' && end && !end.code && media.out.audio_ms > 0 && diagnosis.length === 0 ? 'good' : 'mixed';
}

/** What was not heard, where that is what matters. */
export const heardNothing = ({ media }: PhoneReport): boolean => media.heard_speech_ms === 0;
