import type { BackendListener, CallBackend } from './call-backend.js';
import { CallEngine } from './engine.js';
import { beforeExit, left } from './exit.js';
import type { HeardAudio } from './heard-audio.js';
import { NodeSocket, type SocketListener } from './node-socket.js';
import type { RawConfig, RawCore, RawStats } from './raw.js';
import { type Script, Scripts } from './script.js';
import { type Audio, resampled } from './wav.js';

const nowUs = (): number => Math.round(performance.now() * 1_000);

interface PendingSpeech {
  /** How much of the call's caller audio must have been sent, in samples. */
  readonly until: number;
  readonly done: (all: boolean) => void;
}

/** A call on Node's main thread: a timer follows the core's deadlines, the core's clock plays out. */
export class NodeBackend implements CallBackend {
  readonly #core: RawCore;
  readonly #engine: CallEngine;
  readonly #heard: HeardAudio;
  readonly #verifyCertificate: boolean;
  readonly #pending: PendingSpeech[] = [];
  readonly #scripts = new Scripts();
  #socket: NodeSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pushed = 0;
  #stats: RawStats | undefined;
  #released = false;
  #awake = true;

  constructor(
    core: RawCore,
    config: RawConfig,
    listener: BackendListener,
    heard: HeardAudio,
    verifyCertificate: boolean,
  ) {
    this.#core = core;
    this.#heard = heard;
    this.#verifyCertificate = verifyCertificate;
    this.#engine = new CallEngine(
      core,
      config,
      {
        connect: (url, headers, subprotocols) => this.#connect(url, headers, subprotocols),
        send: (data) => this.#socket?.send(data),
        closeSocket: (code, reason) => this.#socket?.close(code, reason),
        event: (event) => listener.event(event),
        state: (state, id) => listener.state(state, id),
        level: (said, heardNow) => listener.level(said, heardNow),
        scriptDone: (id, answered) => this.#scripts.done(id, answered),
        ended: (report, failed, stats, answered) => {
          this.#stats = stats;
          this.#collect();
          listener.ended(report, failed, stats, answered);
        },
        failed: (detail) => listener.broke({ name: 'core_failed', detail }),
      },
      nowUs(),
    );
    this.#heard.rateHz = this.#engine.carrierRateHz;
    beforeExit(this);
  }

  dial(url: string): void {
    this.#act((now) => this.#engine.dial(url, now));
  }

  press(digits: string): void {
    this.#act((now) => this.#engine.press(digits, now));
  }

  hangUp(): void {
    this.#act((now) => this.#engine.hangUp(now));
  }

  abort(atLimit: boolean, why: string): void {
    this.#act((now) => this.#engine.abort(atLimit, why, now));
  }

  giveUp(why: string): void {
    this.#act((now) => this.#engine.giveUp(why, now));
  }

  keepAwake(awake: boolean): void {
    this.#awake = awake;
    this.#socket?.keepAwake(awake);
    if (awake) this.#timer?.ref();
    else this.#timer?.unref();
  }

  endTurn(): void {
    this.#act((now) => this.#engine.endTurn(now));
  }

  /** `speech`: what the caller says in it. */
  follow(script: Script, speech?: Audio): Promise<boolean> {
    if (this.#released) return Promise.resolve(false);
    const samples = speech ? this.#read(speech) : new Float32Array();
    return this.#scripts.follow((id) => this.#act((now) => this.#engine.follow(id, script, samples, now)));
  }

  /** Says speech after that silence. Resolves when all has been sent (true), or when the call was over before (false). */
  say(audio: Audio, leadInMs: number): Promise<boolean> {
    if (this.#released) return Promise.resolve(false);
    const samples = this.#read(audio);
    this.#pushed += samples.length;
    const until = this.#pushed;
    const said = new Promise<boolean>((done) => this.#pending.push({ until, done }));
    this.#act((now) => this.#engine.say(samples, now, leadInMs * 1_000));
    return said;
  }

  async stats(): Promise<RawStats> {
    return this.#stats ?? this.#engine.stats();
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    left(this);
    clearTimeout(this.#timer);
    for (const { done } of this.#pending.splice(0)) done(false);
    this.#scripts.release(false);
    this.#stats ??= this.#engine.stats();
    this.#socket?.release();
    queueMicrotask(() => this.#engine.release()); // the caller may be inside one of the engine's calls
  }

  /** Audio at the core's rate. Problems of its file are noted in the report. */
  #read(audio: Audio): Float32Array {
    const { samples } = resampled(this.#core, audio, this.#engine.carrierRateHz);
    const { remark } = audio;
    if (remark !== undefined) this.#act((now) => this.#engine.remark('wav_incomplete', remark, now));
    return Float32Array.from(samples, (sample) => sample / 32_768);
  }

  /** Runs the engine; then handles what it has heard, sent or scheduled. */
  #act(act: (now: number) => void): void {
    if (this.#released || this.#engine.ended) return;
    act(nowUs());
    if (this.#released || this.#engine.ended) return;
    this.#collect();
    const sent = this.#pushed - this.#engine.microphoneBacklog;
    while (this.#pending[0] && this.#pending[0].until <= sent) this.#pending.shift()?.done(true);
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const due = this.#engine.nextDeadlineUs();
    if (due === undefined) return;
    const wait = Math.max(0, Math.ceil((due - nowUs()) / 1_000));
    this.#timer = setTimeout(() => this.#act((now) => this.#engine.tick(now)), wait);
    if (!this.#awake) this.#timer.unref();
  }

  #collect(): void {
    this.#heard.add(this.#engine.takeHeard());
  }

  #connect(url: string, headers: Readonly<Record<string, string>>, subprotocols: readonly string[]): void {
    const listener: SocketListener = {
      opened: (hostCallId, subprotocol) => this.#act((now) => this.#engine.opened(hostCallId, subprotocol, now)),
      notOpened: (status, detail, location) =>
        this.#act((now) => this.#engine.notOpened(status, detail, location, now)),
      tlsRefused: (fault, detail) => this.#act((now) => this.#engine.tlsRefused(fault, detail, now)),
      frame: (data) => this.#act((now) => this.#engine.frame(data, now)),
      closed: (code, reason, lostBy) => this.#act((now) => this.#engine.socketClosed(code, reason, lostBy, now)),
      broken: (rule, detail) => this.#act((now) => this.#engine.broken(rule, detail, now)),
      tooLarge: () => this.#act((now) => this.#engine.tooLarge(now)),
    };
    try {
      this.#socket = new NodeSocket(url, { headers, subprotocols }, listener, this.#verifyCertificate);
    } catch (error) {
      listener.notOpened(0, String(error), '');
    }
  }
}
