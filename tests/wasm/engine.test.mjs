// One call's engine over a core that is played by hand: order, re-entry and a core that fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallEngine } from '../../wasm/dist/engine.js';

/** A core whose phone gives `outputs(input)` and throws for the input 'trap'. */
function coreOf(outputs) {
  const queue = [];
  const state = { deleted: 0 };
  class RawPhone {
    #state = 'idle';
    #take(name) {
      if (name === 'trap') throw new WebAssembly.RuntimeError('unreachable');
      queue.push(...(outputs[name] ?? []));
      if (name === 'opened') this.#state = 'open';
    }
    dial = () => this.#take('dial');
    opened = () => this.#take('opened');
    text = (payload) => this.#take(payload);
    hangUp = () => this.#take('hangUp');
    poll = () => queue.shift();
    state = () => this.#state;
    callId = () => 'CA1';
    microphoneDbfs = () => -96;
    speakerDbfs = () => -96;
    nextDeadlineUs = () => undefined;
    stats = () => ({ packetsReceived: 1 });
    delete = () => (state.deleted += 1);
  }
  return { core: { RawPhone }, state };
}

function listen(log, more = {}) {
  const note =
    (name) =>
    (...args) => {
      log.push([name, ...args].join(' '));
      more[name]?.(...args);
    };
  return {
    connect: (url, ...more) => note('connect')(url, JSON.stringify(more)),
    send: note('send'),
    closeSocket: note('close'),
    event: ({ name }) => note('event')(name),
    state: note('state'),
    level: () => undefined,
    ended: (report, failed) => note('ended')(report, failed),
    failed: note('failed'),
  };
}

const event = (name) => ({ type: 'event', name, detail: '', atMs: 0, code: 0 });

test('outputs come in order, the state before what was said in it', () => {
  const { core } = coreOf({
    dial: [{ type: 'connect', url: 'ws://h/', headers: { 'X-A': 'b' }, subprotocols: ['c'] }],
    opened: [event('connected'), { type: 'send', data: 'start' }],
  });
  const log = [];
  const engine = new CallEngine(core, {}, listen(log), 0);
  engine.dial('ws://h/', 0);
  engine.opened('', '', 1);
  assert.deepEqual(log, ['connect ws://h/ [{"X-A":"b"},["c"]]', 'state open CA1', 'event connected', 'send start']);
});

test('who hangs up from inside an event hears the rest of that event’s outputs first', () => {
  const { core } = coreOf({
    opened: [event('connected'), event('started')],
    hangUp: [{ type: 'ended', report: '{}', failed: false }],
  });
  const log = [];
  const engine = new CallEngine(
    core,
    {},
    listen(log, { event: (name) => name === 'connected' && engine.hangUp(2) }),
    0,
  );
  engine.opened('', '', 1);
  assert.deepEqual(log, ['state open CA1', 'event connected', 'event started', 'ended {} false']);
  assert.equal(engine.ended, true);
});

test('a core that fails ends the call once, and is neither used nor freed again', () => {
  const { core, state } = coreOf({});
  const log = [];
  const engine = new CallEngine(core, {}, listen(log), 0);
  engine.opened('', '', 1);
  engine.frame('trap', 2);
  engine.frame('trap', 3);
  engine.hangUp(4);
  engine.release();
  assert.deepEqual(log, ['failed RuntimeError: unreachable']);
  assert.equal(engine.ended, true);
  assert.equal(state.deleted, 0);
});
