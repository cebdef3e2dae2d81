import type { PhoneErrorName } from './error-catalogue.js';
import { HookswitchError } from './errors.js';
import type { PhoneState } from './events.js';

export type PhoneMilestone =
  | 'dialed'
  | 'connected'
  | 'started'
  | 'first_audio_sent'
  | 'first_audio_received'
  | 'first_speech_heard'
  | 'hung_up'
  | 'closed';

export type PhoneEndCause =
  | 'hung_up'
  | 'host_hung_up'
  | 'host_closed'
  | 'socket_lost'
  | 'host_broke_protocol'
  | 'message_too_large'
  | 'aborted'
  | 'limit_reached'
  | 'cancelled'
  | 'bad_url'
  | 'host_unreachable'
  | 'certificate_refused'
  | 'tls_failed'
  | 'host_refused'
  | 'dial_timeout';

/**
 * How a call went: one JSON document, the same from the native program, Node and the browser.
 * Times are milliseconds since dial(), except in `media.jitter`, which has W3C names and seconds.
 */
export interface PhoneReport {
  readonly schema: 1;
  readonly call_id: string;
  /** The host's own id of the call, if its upgrade response contains it. */
  readonly host_call_id: string;
  readonly dialect: string;
  readonly profile: string;
  /** Without user information and secrets. */
  readonly url: string;
  readonly state: PhoneState;
  /** `aborted`: stopped before its end, so that it says nothing about the host. */
  readonly outcome: 'completed' | 'failed' | 'aborted' | null;
  readonly end: {
    readonly cause: PhoneEndCause;
    readonly code: number | null;
    readonly name: PhoneErrorName | null;
    readonly detail: string;
    readonly by: 'caller' | 'host' | 'network' | 'phone';
  } | null;
  readonly duration_ms: number;
  readonly milestones: readonly (
    | { readonly name: PhoneMilestone; readonly at_ms: number }
    | { readonly name: PhoneMilestone; readonly missing: true }
  )[];
  readonly timeline: readonly { readonly at_ms: number; readonly event: string; readonly detail: string }[];
  readonly timeline_dropped: number;
  readonly media: {
    readonly sent: {
      readonly frames: number;
      readonly audio_ms: number;
      readonly skipped_frames: number;
      readonly dropped_ms: number;
    };
    readonly received: { readonly frames: number; readonly audio_ms: number; readonly first_at_ms: number | null };
    readonly jitter: { readonly [figure: string]: number };
    /** Mean opinion score of what was heard, 1 to 4.5, by the E-model; null when less than a second came. */
    readonly mos: number | null;
    readonly heard_speech_ms: number;
  };
  /** When the host's speech began after the caller's had ended, and how long after: the agent's latency as the caller feels it. */
  readonly answers: readonly { readonly at_ms: number; readonly after_ms: number }[];
  /** How long the host took to close after the phone had hung up. */
  readonly host_closed_after_ms: number | null;
  /** Findings about the host's messages: catalogue name and count. */
  readonly oddities: { readonly [Name in PhoneErrorName]?: number };
  readonly findings: readonly {
    readonly code: number;
    readonly name: PhoneErrorName;
    readonly title: string;
    readonly remedy: string;
    readonly evidence: string;
  }[];
}

/** Why a call that has ended never came up. */
export function failureOf(report: PhoneReport): HookswitchError {
  const { name, detail } = report.end ?? { name: null, detail: '' };
  return new HookswitchError(name ?? 'cancelled', detail);
}
