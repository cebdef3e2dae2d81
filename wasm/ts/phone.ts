import type { BackendListener, CallBackend } from './call-backend.js';
import { asyncDispose } from './dispose.js';
import { Emitter, type Listener } from './emitter.js';
import { asHookswitchError, HookswitchError } from './errors.js';
import { eventTypes, type PhoneEvent, type PhoneEventType, type PhoneState, toPhoneEvent } from './events.js';
import { type CallSnapshot, LiveCall } from './live-call.js';
import { type AnsweredOptions, checkOptions, type DialOptions, toAnsweredOptions, toBounds, toUrl } from './options.js';
import type { RawStats } from './raw.js';
import { failureOf, type PhoneReport } from './report.js';
import { type PhoneStats, toStats } from './stats.js';

/** Added to the core's own bounds: its clock stops while a browser's audio is suspended. */
const afterCloseMs = 2_000;
/** How long an aborted call may take to report how it ended. */
const afterGiveUpMs = 1_000;

/**
 * The softphone: it places a carrier's call to any media socket. One call at a time, any number one
 * after the other. Browser and Node bring the devices; everything else is here. Every call ends and
 * every promise settles: at most `maxSeconds`, `hostCloseMs` and 2 s after dial().
 */
export abstract class PhoneBase implements AsyncDisposable {
  readonly #emitter = new Emitter<PhoneEvent>();
  readonly #defaultMaxSeconds: number;
  #live: LiveCall | undefined;
  #call: CallSnapshot = { state: 'idle', id: '', report: undefined };
  #report: PhoneReport | undefined;
  /** Why the last call has no report. */
  #failure: HookswitchError | undefined;
  #stats: RawStats | undefined;
  /** Whether the host had answered when the last call ended. */
  #answered = false;
  /** The call was up, and ended without the caller's doing. */
  #lost = false;
  #closing: Promise<void> | undefined;
  #waiting = 0;

  /** `defaultMaxSeconds`: for calls without `maxSeconds`. */
  protected constructor(defaultMaxSeconds: number) {
    this.#defaultMaxSeconds = defaultMaxSeconds;
  }

  /** Starts a backend; called once per call, after all arguments have been checked. */
  protected abstract openBackend(url: string, options: DialOptions, listener: BackendListener): Promise<CallBackend>;

  /** The call that is up, or was last. */
  get call(): CallSnapshot {
    return this.#call;
  }

  /** Of the last call that has ended: it stays while another is up, and on a closed phone. */
  get report(): PhoneReport | undefined {
    return this.#report;
  }

  /** Listens to one type of event, or with '*' to all. Returns a function that removes the listener. */
  on<Type extends PhoneEventType | '*'>(type: Type, listener: Listener<PhoneEvent, Type>): () => void {
    if (!eventTypes.includes(type) || typeof listener !== 'function')
      throw new HookswitchError('bad_value', `on() takes one of ${eventTypes.join(', ')}, and a function`);
    this.#emitter.on(type, listener);
    this.#keepAwake();
    return () => this.off(type, listener);
  }

  off<Type extends PhoneEventType | '*'>(type: Type, listener: Listener<PhoneEvent, Type>): void {
    this.#emitter.off(type, listener);
    this.#keepAwake();
  }

  /**
   * Places a call; resolves when the media stream is up. Rejects with a HookswitchError that says
   * why it did not come up; where there is a report of the failed call, `call.report` has it. What
   * is refused before anything is dialed leaves `call` as it was.
   */
  async dial(url: string | URL, options: DialOptions): Promise<void> {
    if (this.#closing) throw new HookswitchError('misuse', 'dial() on a closed phone');
    if (this.#live) throw new HookswitchError('misuse', `dial() while ${this.#call.state}`);
    const address = toUrl(url);
    checkOptions(options);
    const { maxSeconds, hostCloseMs } = toBounds(options, this.#defaultMaxSeconds);

    const live = new LiveCall(this.#call, hostCloseMs);
    this.#live = live;
    live.within(maxSeconds * 1_000, () =>
      this.#hangUp(live, (backend) => backend.abort(true, `after ${maxSeconds} s`)),
    );
    this.#call = { state: 'dialing', id: '', report: undefined };
    this.#emitter.emit({ type: 'state', state: 'dialing' });
    void this.#start(live, address, options);
    return this.#waitFor(live.open.promise);
  }

  /** Presses one or more keys of the telephone: 0-9, *, #, A-D. */
  press(digits: string): void {
    if (typeof digits !== 'string' || !/^[0-9*#A-D]+$/.test(digits))
      throw new HookswitchError('bad_value', 'press() takes 0-9, *, #, A-D');
    this.#up('press()').press(digits);
  }

  /**
   * Waits until the agent has answered what was said or pressed last and is quiet again; also ends with the call, or
   * when a limit is reached. Resolves with whether there was an answer; what was heard before does not count.
   */
  async answered(options: AnsweredOptions = {}): Promise<boolean> {
    const wanted = toAnsweredOptions(options);
    const { state } = this.#call;
    if (state === 'idle' || state === 'dialing') throw new HookswitchError('misuse', `answered() while ${state}`);
    const live = this.#live;
    await this.#waitFor(Promise.race([live?.said, live?.over.promise.catch(() => undefined)]));
    return this.follow((backend) => backend.follow({ digits: '', bargeInMs: -1, ...wanted }));
  }

  /** Ends the call as the caller would; resolves with the report once the host has closed. */
  async hangUp(): Promise<PhoneReport> {
    return this.#over('hangUp()', (backend) => backend.hangUp());
  }

  /**
   * Ends the call before its end: the report's outcome is `aborted`, and contains `why`, such
   * as "SIGINT". Resolves as hangUp() does.
   */
  async abort(why = ''): Promise<PhoneReport> {
    return this.#over('abort()', (backend) => backend.abort(false, why));
  }

  /** The statistics of the live call, or of the last one. */
  async getStats(): Promise<PhoneStats> {
    const raw = (await this.#live?.backend?.stats()) ?? this.#stats;
    if (!raw) throw new HookswitchError('misuse', 'getStats() without a call that has figures');
    return toStats(raw);
  }

  /**
   * Ends the call without waiting for the host, and releases devices and all listeners. What is known of the
   * call stays. A closed phone stays closed.
   */
  close(): Promise<void> {
    this.#closing ??= this.releaseDevices();
    return this.#closing;
  }

  [asyncDispose](): Promise<void> {
    return this.close();
  }

  protected get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** What close() does, once. */
  protected async releaseDevices(): Promise<void> {
    const live = this.#live;
    if (live) {
      this.#giveUp(live, 'close()');
      await this.#waitFor(live.over.promise.catch(() => undefined));
    }
    this.#emitter.clear();
  }

  /** Opening may take as long as a permission prompt is shown: by then the call may have ended. */
  async #start(live: LiveCall, url: string, options: DialOptions): Promise<void> {
    let backend: CallBackend;
    try {
      backend = await this.openBackend(url, options, this.#listener(live));
    } catch (error) {
      if (this.#live === live) this.#abandon(live, asHookswitchError(error, 'core_not_loaded'));
      return;
    }
    if (this.#live !== live) return backend.release();
    live.backend = backend;
    live.hungUp?.(backend);
    this.#keepAwake();
  }

  /** The backend of the live call; throws an error that names the method. */
  #up(what: string): CallBackend {
    const { state } = this.#call;
    if (!this.#live?.backend || (state !== 'open' && state !== 'talking'))
      throw new HookswitchError('misuse', `${what} while ${state}`);
    return this.#live.backend;
  }

  async #over(what: string, how: (backend: CallBackend) => void): Promise<PhoneReport> {
    const live = this.#live;
    if (live) {
      this.#hangUp(live, how);
      return this.#waitFor(live.over.promise);
    }
    if (this.#call.report) return this.#call.report;
    throw this.#failure ?? new HookswitchError('misuse', `${what} without a call`);
  }

  #hangUp(live: LiveCall, how: (backend: CallBackend) => void): void {
    if (live.hungUp) return;
    live.hungUp = how;
    live.within(live.backend ? live.hostCloseMs + afterCloseMs : afterGiveUpMs, () =>
      this.#giveUp(live, 'the host has not closed'),
    );
    if (live.backend) how(live.backend);
  }

  #giveUp(live: LiveCall, why: string): void {
    const how = (backend: CallBackend): void => backend.giveUp(why);
    if (!live.backend && !live.dialed) return this.#abandon(live, new HookswitchError('cancelled'));
    live.within(afterGiveUpMs, () => this.#abandon(live, new HookswitchError('core_failed', 'the call did not end')));
    if (!live.backend) live.hungUp = how; // the backend is still being opened
    live.hungUp ??= how;
    if (live.backend) how(live.backend);
  }

  /** Lets the backend follow a script; resolves with whether the host has answered when the script or the call is over. */
  protected async follow(begin: (backend: CallBackend) => Promise<boolean>): Promise<boolean> {
    const live = this.#live;
    if (!live?.backend) return this.#answered;
    const over = live.over.promise.then(
      () => this.#answered,
      () => false,
    );
    return this.#waitFor(Promise.race([begin(live.backend), over]));
  }

  /** Runs one say(); speech after its end may be the answer to it. */
  protected async speak(say: () => Promise<boolean>): Promise<boolean> {
    const live = this.#live;
    if (this.#lost || (live && !live.hungUp && this.#call.state === 'hanging_up')) return false; // the host's doing
    this.#up('say()');
    const said = say().then((all) => {
      if (live === this.#live) live?.backend?.endTurn();
      return all;
    });
    if (live) live.said = Promise.allSettled([live.said, said]);
    return this.#waitFor(said);
  }

  /** A process is kept running while one of these promises is pending, or an event has a listener. */
  async #waitFor<T>(settles: Promise<T>): Promise<T> {
    this.#waiting += 1;
    this.#keepAwake();
    try {
      return await settles;
    } finally {
      this.#waiting -= 1;
      this.#keepAwake();
    }
  }

  #keepAwake(): void {
    this.#live?.keepAwake(this.#waiting > 0 || this.#emitter.heard);
  }

  #listener(live: LiveCall): BackendListener {
    const current = (act: () => void): void => {
      if (this.#live === live) act();
    };
    return {
      event: (event) =>
        current(() => {
          this.#dialed(live);
          this.#emitter.emit(toPhoneEvent(event));
        }),
      state: (state, id) => current(() => this.#enter(live, state, id)),
      level: (saidDbfs, heardDbfs) => current(() => this.#emitter.emit({ type: 'level', saidDbfs, heardDbfs })),
      ended: (reportJson, failed, stats, answered) =>
        current(() => this.#end(live, reportJson, failed, stats, answered)),
      broke: ({ name, detail }) => current(() => this.#abandon(live, new HookswitchError(name, detail))),
    };
  }

  /** Resets what was known of the previous call. */
  #dialed(live: LiveCall): void {
    if (live.dialed) return;
    live.dialed = true;
    this.#answered = false;
    this.#lost = false;
    this.#failure = undefined;
  }

  #enter(live: LiveCall, state: PhoneState, id: string): void {
    if (state === 'ended') return; // emitted together with the report
    this.#dialed(live);
    const before = this.#call.state;
    this.#call = { ...this.#call, state, id };
    if (state !== before) this.#emitter.emit({ type: 'state', state });
    if (state === 'open' || state === 'talking') live.open.resolve();
  }

  #end(live: LiveCall, reportJson: string, failed: boolean, stats: RawStats, answered: boolean): void {
    const report = JSON.parse(reportJson) as PhoneReport;
    this.#stats = stats;
    this.#answered = answered;
    this.#report = report;
    this.#finish(live, { ...this.#call, state: 'ended', report });
    live.open.reject(failureOf(report));
    live.over.resolve(report);
    this.#emitter.emit({ type: 'ended', report, failed });
  }

  #abandon(live: LiveCall, error: HookswitchError): void {
    if (live.dialed) this.#failure = error;
    this.#finish(live, live.dialed ? { ...this.#call, state: 'ended', report: undefined } : live.before);
    live.open.reject(error);
    live.over.reject(error);
  }

  #finish(live: LiveCall, left: CallSnapshot): void {
    this.#live = undefined;
    if (live.dialed) this.#lost = this.#call.state !== 'dialing' && !live.hungUp;
    live.release();
    this.#call = left;
    this.#emitter.emit({ type: 'state', state: left.state });
  }
}
