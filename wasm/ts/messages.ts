// What crosses between the page, the audio worklet and the socket's worker.
//
//   page ── node.port ── worklet ── MessageChannel ── worker      no audio or message passes through the page

import type { CoreEvent, PhoneState } from './events.js';
import type { Fault } from './fault.js';
import type { RawConfig, RawStats } from './raw.js';
import type { Script } from './script.js';

/** The first message: the call to place, and the way to its socket's worker. */
export interface DialMessage {
  readonly type: 'dial';
  readonly url: string;
  readonly config: RawConfig;
  readonly wasm: ArrayBuffer;
  readonly socket: MessagePort;
}

export type PageToWorklet =
  | DialMessage
  | { readonly type: 'press'; readonly digits: string }
  | { readonly type: 'endTurn' }
  | { readonly type: 'follow'; readonly id: number; readonly script: Script }
  | { readonly type: 'hangUp' }
  | { readonly type: 'abort'; readonly atLimit: boolean; readonly why: string }
  | { readonly type: 'giveUp'; readonly why: string }
  | { readonly type: 'stats'; readonly id: number }
  | { readonly type: 'release' };

export type WorkletToPage =
  | { readonly type: 'event'; readonly event: CoreEvent }
  | { readonly type: 'state'; readonly state: PhoneState; readonly id: string }
  | { readonly type: 'level'; readonly saidDbfs: number; readonly heardDbfs: number }
  | { readonly type: 'stats'; readonly id: number; readonly stats: RawStats }
  | { readonly type: 'scriptDone'; readonly id: number; readonly answered: boolean }
  | {
      readonly type: 'ended';
      readonly report: string;
      readonly failed: boolean;
      readonly stats: RawStats;
      readonly answered: boolean;
    }
  | { readonly type: 'broke'; readonly fault: Fault };

export type WorkletToWorker =
  | { readonly type: 'connect'; readonly url: string; readonly subprotocols: readonly string[] }
  | { readonly type: 'send'; readonly data: string | Uint8Array<ArrayBuffer> }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'release' };

export type WorkerToWorklet =
  | { readonly type: 'opened'; readonly subprotocol: string }
  | { readonly type: 'notOpened'; readonly detail: string }
  | { readonly type: 'frame'; readonly data: string | ArrayBuffer }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  /** The host broke the protocol: the name of the core's ProtocolRule. */
  | { readonly type: 'broken'; readonly rule: string };
