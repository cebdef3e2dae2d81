import type { ErrorName } from './error-catalogue.js';
import type { CoreEvent, PhoneState } from './events.js';
import type { RawConfig, RawCore, RawOutput, RawPhone, RawStats } from './raw.js';
import type { Script } from './script.js';

/** The side that dropped a connection without a close; empty if the socket does not report it. */
export type LostBy = 'host' | 'network' | '';

/** What one call needs from its environment: a socket and a listener. */
export interface EngineEnvironment {
  /** `headers` where the environment can set them. */
  connect(url: string, headers: Readonly<Record<string, string>>, subprotocols: readonly string[]): void;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  closeSocket(code: number, reason: string): void;
  event(event: CoreEvent): void;
  state(state: PhoneState, callId: string): void;
  level(saidDbfs: number, heardDbfs: number): void;
  scriptDone(id: number, answered: boolean): void;
  /** The last output, or failed(). */
  ended(reportJson: string, failed: boolean, stats: RawStats, answered: boolean): void;
  /** The core failed. It must not be used again, by this call or another. */
  failed(detail: string): void;
}

const levelPeriodUs = 100_000;

/**
 * One call: the core's phone, driven. Needs nothing of a browser or of Node, so that the same code
 * runs in an AudioWorklet and on Node's main thread. Its owner passes the time.
 */
export class CallEngine {
  readonly #phone: RawPhone;
  readonly #environment: EngineEnvironment;
  #state = 'idle';
  #nextLevelUs = 0;
  #report: string | undefined;
  readonly #outputs: RawOutput[] = [];
  #delivering = false;
  #failed = false;

  constructor(core: RawCore, config: RawConfig, environment: EngineEnvironment, nowUs: number) {
    this.#phone = new core.RawPhone(config, nowUs);
    this.#environment = environment;
  }

  dial(url: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.dial(url, nowUs));
  }

  opened(hostCallId: string, subprotocol: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.opened(hostCallId, subprotocol, nowUs));
  }

  notOpened(httpStatus: number, detail: string, location: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.notOpened(httpStatus, detail, location, nowUs));
  }

  tlsRefused(fault: string, detail: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.tlsRefused(fault, detail, nowUs));
  }

  frame(data: string | Uint8Array, nowUs: number): void {
    this.#do(nowUs, (phone) => (typeof data === 'string' ? phone.text(data, nowUs) : phone.binary(data, nowUs)));
  }

  socketClosed(code: number, reason: string, lostBy: LostBy, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.closed(code, reason, lostBy, nowUs));
  }

  /** The host broke the protocol. */
  broken(rule: string, detail: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.broken(rule, detail, nowUs));
  }

  /** A message of the host exceeded the limit. */
  tooLarge(nowUs: number): void {
    this.#do(nowUs, (phone) => phone.tooLarge(nowUs));
  }

  press(digits: string, nowUs: number): void {
    this.#do(nowUs, (phone) => {
      for (const digit of digits) phone.digit(digit, nowUs);
    });
  }

  /** The caller has finished speaking. */
  endTurn(nowUs: number): void {
    this.#do(nowUs, (phone) => phone.endTurn(nowUs));
  }

  /** Follows a script whose speech is `samples`, and reports its end as `id`. */
  follow(
    id: number,
    { digits, bargeInMs, quietMs, withinMs, limitMs }: Script,
    samples: Float32Array,
    nowUs: number,
  ): void {
    const us = (ms: number): number => ms * 1_000;
    this.#do(nowUs, (phone) => {
      phone.buffer(samples.length).set(samples);
      phone.follow(id, samples.length, digits, us(bargeInMs), us(quietMs), us(withinMs), us(limitMs), nowUs);
    });
  }

  hangUp(nowUs: number): void {
    this.#do(nowUs, (phone) => phone.hangUp(nowUs));
  }

  /** Hangs up before the end of the call: at its limit, or because the program is stopped. */
  abort(atLimit: boolean, why: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.abort(atLimit, why, nowUs));
  }

  /** Hangs up and does not wait for the host: the call has ended when this returns. */
  giveUp(why: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.giveUp(why, nowUs));
  }

  /** A finding about the caller's own part. */
  remark(name: ErrorName, evidence: string, nowUs: number): void {
    this.#do(nowUs, (phone) => phone.remark(name, evidence, nowUs));
  }

  say(samples: Float32Array, nowUs: number, leadInUs = 0): void {
    this.#do(nowUs, (phone) => {
      phone.buffer(samples.length).set(samples);
      phone.microphone(samples.length, leadInUs, nowUs);
    });
  }

  /** Fills all of `out` for the speaker. */
  pull(out: Float32Array, nowUs: number): void {
    this.#do(nowUs, (phone) => {
      phone.buffer(out.length);
      phone.pull(out.length, nowUs);
      out.set(phone.buffer(out.length));
    });
  }

  /** Handles deadlines that have passed. */
  tick(nowUs: number): void {
    const due = this.nextDeadlineUs();
    if (due === undefined || due > nowUs) return;
    this.#do(nowUs, (phone) => phone.tick(nowUs));
  }

  nextDeadlineUs(): number | undefined {
    return this.#phone.nextDeadlineUs();
  }

  takeHeard(): Int16Array<ArrayBuffer> {
    return this.#phone.takeHeard();
  }

  get carrierRateHz(): number {
    return this.#phone.carrierRateHz();
  }

  /** Samples that wait to be sent. */
  get microphoneBacklog(): number {
    return this.#phone.microphoneBacklog();
  }

  /** Whether caller audio is sent: microphone audio of before would only delay it. */
  get open(): boolean {
    return this.#state === 'open' || this.#state === 'talking';
  }

  /** There are no more outputs of this call. */
  get ended(): boolean {
    return this.#failed || this.#report !== undefined;
  }

  stats(): RawStats {
    return this.#phone.stats();
  }

  report(nowUs: number): string {
    return this.#report ?? this.#phone.report(nowUs);
  }

  /** Releases the core's memory. No other method may be called afterwards. */
  release(): void {
    if (!this.#failed) this.#phone.delete();
  }

  #do(nowUs: number, act: (phone: RawPhone) => void): void {
    if (this.#failed) return;
    try {
      act(this.#phone);
      for (let out = this.#phone.poll(); out; out = this.#phone.poll()) this.#outputs.push(out);
    } catch (error) {
      this.#failed = true;
      return this.#environment.failed(String(error));
    }
    // A listener may act on an output at once: the outputs of that action follow this one's.
    if (this.#delivering) return;
    this.#delivering = true;
    for (let out = this.#outputs.shift(); out; out = this.#outputs.shift()) this.#deliver(out);
    this.#delivering = false;
    this.#reportLevel(nowUs);
  }

  #deliver(out: RawOutput): void {
    this.#reportState();
    if (out.type === 'connect') this.#environment.connect(out.url, out.headers, out.subprotocols);
    else if (out.type === 'send') this.#environment.send(out.data);
    else if (out.type === 'close') this.#environment.closeSocket(out.code, out.reason);
    else if (out.type === 'event') this.#environment.event(out);
    else if (out.type === 'scriptDone') this.#environment.scriptDone(out.id, out.answered);
    else {
      this.#report = out.report;
      this.#environment.ended(out.report, out.failed, this.stats(), out.answered);
    }
  }

  #reportState(): void {
    const state = this.#phone.state();
    if (state === this.#state) return;
    this.#state = state;
    this.#environment.state(state as PhoneState, this.#phone.callId());
  }

  #reportLevel(nowUs: number): void {
    if (nowUs < this.#nextLevelUs || this.ended) return;
    this.#nextLevelUs = nowUs + levelPeriodUs;
    this.#environment.level(this.#phone.microphoneDbfs(), this.#phone.speakerDbfs());
  }
}
