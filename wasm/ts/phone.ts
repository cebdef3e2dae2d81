import { Ear } from './ear.js';
import { Emitter, type Listener } from './emitter.js';
import type { ErrorName } from './error-catalogue.js';
import { asHookswitchError, HookswitchError } from './errors.js';
import type { Fault } from './fault.js';
import { eventTypes, type CallEventName, type CoreEvent, type PhoneEvent, type PhoneEventType, type PhoneState } from './events.js';
import { checkOptions, toPatience, toUrl, type DialOptions, type Patience } from './options.js';
import type { RawStats } from './raw.js';
import { failureOf, type PhoneReport } from './report.js';
import { toStats, type PhoneStats } from './stats.js';

/** One call as a kind of phone carries it out: on Node's main thread, or in an AudioWorklet. */
export interface Line {
  press(digits: string): void;
  hangUp(): void;
  /** Hangs up before the call has come to its end: at its limit, or because somebody was told to stop. */
  abort(atLimit: boolean, why: string): void;
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

/** The call as it stands. */
export interface CallSnapshot {
  readonly state: PhoneState;
  /** The carrier's id for the call; empty when this carrier has none or before dial(). */
  readonly id: string;
  readonly report: PhoneReport | undefined;
}

interface LiveCall {
  line: Line | undefined;
  /** How the caller ended the call, once it has. */
  hungUp: ((line: Line) => void) | undefined;
  /** Settles when all has been said that was given so far. */
  said: Promise<unknown>;
  readonly open: PromiseWithResolvers<void>;
  readonly over: PromiseWithResolvers<PhoneReport>;
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => undefined); // nobody need listen
  return { promise, resolve, reject };
}

/** The core names its events as PhoneEvent does; tests/wasm holds the two together. */
function toPhoneEvent({ name, detail, atMs, code }: CoreEvent): PhoneEvent {
  if (name !== 'warning') return { type: name as CallEventName, detail, atMs };
  const [what = '', ...rest] = detail.split(': ');
  return { type: 'warning', name: what as ErrorName, code, detail: rest.join(': '), atMs };
}

/**
 * The softphone: it places a carrier's call to any media socket. One call at a time, any number one
 * after the other. Browser and Node bring the devices; everything else is here.
 */
export abstract class PhoneBase {
  readonly #emitter = new Emitter<PhoneEvent>();
  #live: LiveCall | undefined;
  #call: CallSnapshot = { state: 'idle', id: '', report: undefined };
  #stats: RawStats | undefined;
  #ear = new Ear();
  /** The call was up, and ended without the caller's doing. */
  #lost = false;
  #closed = false;

  /** Starts a line; called once per call, after all arguments have been checked. */
  protected abstract openLine(url: string, options: DialOptions, listener: LineListener): Promise<Line>;

  get call(): CallSnapshot {
    return this.#call;
  }

  /** Listens to one type of event, or with '*' to all. Returns what takes the listener away. */
  on<Type extends PhoneEventType | '*'>(type: Type, listener: Listener<PhoneEvent, Type>): () => void {
    if (!eventTypes.includes(type) || typeof listener !== 'function')
      throw new HookswitchError('bad_value', `on() takes one of ${eventTypes.join(', ')}, and a function`);
    return this.#emitter.on(type, listener);
  }

  off<Type extends PhoneEventType | '*'>(type: Type, listener: Listener<PhoneEvent, Type>): void {
    this.#emitter.off(type, listener);
  }

  /**
   * Places a call; resolves when the media stream is up. Rejects with a HookswitchError that says
   * why it did not come up; where there is a report of the failed call, `call.report` has it.
   */
  async dial(url: string | URL, options: DialOptions): Promise<void> {
    if (this.#closed) throw new HookswitchError('misuse', 'dial() on a closed phone');
    if (this.#live) throw new HookswitchError('misuse', `dial() while ${this.#call.state}`);
    const address = toUrl(url);
    checkOptions(options);

    const live: LiveCall = { line: undefined, hungUp: undefined, said: Promise.resolve(), open: withResolvers(), over: withResolvers() };
    this.#live = live;
    this.#stats = undefined;
    this.#ear = new Ear();
    this.#lost = false;
    this.#call = { state: 'dialing', id: '', report: undefined };
    this.#emitter.emit({ type: 'state', state: 'dialing' });
    void this.#start(live, address, options);
    return live.open.promise;
  }

  /** Presses one or more keys of the telephone: 0-9, *, #, A-D. */
  press(digits: string): void {
    if (typeof digits !== 'string' || !/^[0-9*#A-D]+$/.test(digits))
      throw new HookswitchError('bad_value', 'press() takes 0-9, *, #, A-D');
    this.#up('press()').press(digits);
    this.#ear.turn();
  }

  /**
   * Waits until the agent has answered what was said or pressed last and is quiet again; also ends with the call, or
   * when the patience is over. Resolves with whether there was an answer: what was heard before is none.
   */
  async answered(patience: Patience = {}): Promise<boolean> {
    const wanted = toPatience(patience);
    const { state } = this.#call;
    if (state === 'idle' || state === 'dialing') throw new HookswitchError('misuse', `answered() while ${state}`);
    const live = this.#live;
    const over = live?.over.promise;
    await Promise.race([live?.said, over]);
    return this.#ear.answered(wanted, over);
  }

  /** Ends the call as the caller would; resolves with the report once the host has closed. */
  async hangUp(): Promise<PhoneReport> {
    return this.#letGo('hangUp()', (line) => line.hangUp());
  }

  /**
   * Ends the call although it has not come to its end: the report's outcome is `aborted`, and tells `why`, such
   * as "SIGINT". Resolves as hangUp() does.
   */
  async abort(why = '', cause: 'aborted' | 'limit_reached' = 'aborted'): Promise<PhoneReport> {
    return this.#letGo('abort()', (line) => line.abort(cause === 'limit_reached', why));
  }

  /** The figures of the live call, or of the last one. */
  async getStats(): Promise<PhoneStats> {
    const raw = (await this.#live?.line?.stats()) ?? this.#stats;
    if (!raw) throw new HookswitchError('misuse', 'getStats() without a call that has figures');
    return toStats(raw);
  }

  /** Lets go of the call, of devices and of every listener. A closed phone stays closed. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const live = this.#live;
    if (live) this.#abandon(live, new HookswitchError('misuse', 'close() during the call'));
    this.#emitter.clear();
  }

  /** Opening may take as long as somebody looks at a permission prompt: by then the call may be over. */
  async #start(live: LiveCall, url: string, options: DialOptions): Promise<void> {
    try {
      live.line = await this.openLine(url, options, this.#listener(live));
    } catch (error) {
      if (this.#live === live) this.#abandon(live, asHookswitchError(error, 'core_not_loaded'));
      return;
    }
    if (this.#live !== live) live.line.release();
    else live.hungUp?.(live.line);
  }

  async #letGo(what: string, how: (line: Line) => void): Promise<PhoneReport> {
    const live = this.#live;
    if (!live) {
      if (this.#call.report) return this.#call.report;
      throw new HookswitchError('misuse', `${what} without a call`);
    }
    if (!live.hungUp) {
      live.hungUp = how;
      if (live.line) how(live.line);
    }
    return live.over.promise;
  }

  /** The live line, or an error that names what was asked for. */
  #up(what: string): Line {
    const { state } = this.#call;
    if (!this.#live?.line || (state !== 'open' && state !== 'talking'))
      throw new HookswitchError('misuse', `${what} while ${state}`);
    return this.#live.line;
  }

  /** Carries one say() out; what is heard from its end on may be the answer to it. */
  protected async speak(say: () => Promise<boolean>): Promise<boolean> {
    const live = this.#live;
    const ear = this.#ear;
    if (this.#lost || (live && !live.hungUp && this.#call.state === 'hanging_up')) return false; // the host's doing
    this.#up('say()');
    const said = say();
    if (live) live.said = Promise.allSettled([live.said, said]);
    const all = await said;
    ear.turn();
    return all;
  }

  #listener(live: LiveCall): LineListener {
    const current = (act: () => void): void => {
      if (this.#live === live) act();
    };
    return {
      event: (event) =>
        current(() => {
          this.#ear.hear(event.name);
          this.#emitter.emit(toPhoneEvent(event));
        }),
      state: (state, id) => current(() => this.#enter(live, state, id)),
      level: (saidDbfs, heardDbfs) =>
        current(() => this.#emitter.emit({ type: 'level', saidDbfs, heardDbfs })),
      ended: (reportJson, failed, stats) => current(() => this.#end(live, reportJson, failed, stats)),
      broke: ({ name, detail }) => current(() => this.#abandon(live, new HookswitchError(name, detail))),
    };
  }

  #enter(live: LiveCall, state: PhoneState, id: string): void {
    if (state === 'ended') return; // told together with the report
    const before = this.#call.state;
    this.#call = { ...this.#call, state, id };
    if (state !== before) this.#emitter.emit({ type: 'state', state });
    if (state === 'open' || state === 'talking') live.open.resolve();
  }

  #end(live: LiveCall, reportJson: string, failed: boolean, stats: RawStats): void {
    const report = JSON.parse(reportJson) as PhoneReport;
    this.#stats = stats;
    this.#finish(live, report);
    live.open.reject(failureOf(report));
    live.over.resolve(report);
    this.#emitter.emit({ type: 'ended', report, failed });
  }

  #abandon(live: LiveCall, error: HookswitchError): void {
    this.#finish(live, undefined);
    live.open.reject(error);
    live.over.reject(error);
  }

  #finish(live: LiveCall, report: PhoneReport | undefined): void {
    this.#live = undefined;
    this.#lost = this.#call.state !== 'dialing' && !live.hungUp && !this.#closed;
    live.line?.release();
    this.#call = { ...this.#call, state: 'ended', report };
    this.#emitter.emit({ type: 'state', state: 'ended' });
  }
}
