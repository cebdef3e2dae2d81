// What a compiler sees of `hookswitch` that does not say whether it compiles for Node or for a page: TypeScript's
// `moduleResolution: bundler`. In a program with Node's types that is what both have, else the page's.

import type * as page from './entry-browser.js';
import type * as node from './entry-node.js';

export type {
  AnsweredOptions,
  CallEventName,
  CallSnapshot,
  CarrierDialect,
  Dialect,
  DialOptions,
  ErrorInfo,
  ErrorName,
  MicrophoneChoice,
  PhoneEndCause,
  PhoneErrorName,
  PhoneEvent,
  PhoneEventType,
  PhoneMilestone,
  PhoneReport,
  PhoneState,
  PhoneStats,
} from './entry-browser.js';
export { carrierDialects, dialects, errorCatalogue, HookswitchError } from './entry-browser.js';
export type { Audio, SayOptions } from './entry-node.js';

type Either<InNode, InPage> = typeof globalThis extends { process: { versions: { node: string } } } ? InNode : InPage;

export type PhoneOptions = Either<page.PhoneOptions & node.PhoneOptions, page.PhoneOptions>;
export type Sound = Either<page.Sound | node.Sound, page.Sound>;

export type Phone = Either<page.Phone & node.Phone, page.Phone>;
export declare const Phone: { new (options?: PhoneOptions): Phone; readonly prototype: Phone };

/** Node only. */
export declare const encodeWav: Either<typeof node.encodeWav, never>;
/** Node only. */
export declare const decodeWav: Either<typeof node.decodeWav, never>;
