// The phone over backends that are played by hand: what it does when no other party does anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PhoneBase } from '../../wasm/dist/phone.js';

/** A phone whose calls are up at once and then say nothing, whatever they are asked. `prompt`: what opening waits for. */
class MutePhone extends PhoneBase {
  log = [];
  #prompt;

  constructor(prompt = Promise.resolve()) {
    super(120);
    this.#prompt = prompt;
  }

  async openBackend(url, _options, listener) {
    await this.#prompt;
    this.listener = listener;
    const note = (what) => () => void this.log.push(what);
    setImmediate(() => {
      listener.event({ name: 'dialing', detail: url, atMs: 0, code: 0 });
      listener.state('open', 'CA1');
    });
    return {
      press: note('press'),
      endTurn: note('endTurn'),
      follow: () => new Promise(() => undefined),
      hangUp: note('hangUp'),
      abort: note('abort'),
      giveUp: note('giveUp'),
      release: note('release'),
      keepAwake: () => undefined,
      stats: async () => undefined,
    };
  }
}

const dial = (phone, options) => phone.dial('ws://127.0.0.1:1/', { as: 'twilio', ...options });
const within = async (ms, promise) => {
  const from = performance.now();
  const settled = await Promise.allSettled([promise]);
  assert.ok(performance.now() - from < ms, `${performance.now() - from} ms`);
  return settled[0];
};

test('a call whose core says nothing more ends all the same, and says why there is no report', async () => {
  const phone = new MutePhone();
  await dial(phone, { hostCloseMs: 1 });
  const { reason } = await within(10_000, phone.hangUp());
  assert.equal(reason.name, 'core_failed');
  assert.deepEqual(phone.log, ['hangUp', 'giveUp', 'release']);
  assert.equal(phone.call.state, 'ended');
  await assert.rejects(phone.hangUp(), reason);
  assert.equal(await phone.answered(), false);
});

test('the limit holds although the core says nothing', async () => {
  const phone = new MutePhone();
  await dial(phone, { maxSeconds: 0.1, hostCloseMs: 1 });
  const over = new Promise((resolve) => phone.on('state', ({ state }) => state === 'ended' && resolve()));
  assert.equal((await within(10_000, over)).status, 'fulfilled');
  assert.deepEqual(phone.log, ['abort', 'giveUp', 'release']);
});

test('close() waits a second at most', async () => {
  const phone = new MutePhone();
  await dial(phone);
  const hungUp = phone.hangUp();
  await within(5_000, Promise.all([phone.close(), phone.close()]));
  assert.equal((await within(100, hungUp)).reason.name, 'core_failed');
  assert.deepEqual(phone.log, ['hangUp', 'giveUp', 'release']);
});

test('a call that is ended while somebody looks at a prompt is cancelled, and its line let go of when it comes', async () => {
  for (const end of ['hangUp', 'close']) {
    let allow;
    const phone = new MutePhone(new Promise((resolve) => (allow = resolve)));
    const states = [];
    phone.on('state', ({ state }) => states.push(state));
    const dialing = dial(phone);
    const ended = phone[end]();
    assert.equal((await within(5_000, dialing)).reason.name, 'cancelled');
    await Promise.allSettled([ended]);
    assert.deepEqual(states, ['dialing', 'idle']);
    assert.equal(phone.call.state, 'idle');
    allow();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(phone.log, ['release']);
  }
});

test('a core that breaks in mid-call is told by hangUp(), and does not hold the next call up', async () => {
  const phone = new MutePhone();
  await dial(phone);
  const answered = phone.answered();
  phone.listener.broke({ name: 'core_failed', detail: 'unreachable' });
  assert.equal(await answered, false);
  await assert.rejects(phone.hangUp(), { name: 'core_failed', detail: 'unreachable' });
  await dial(phone);
  assert.equal(phone.call.state, 'open');
  await phone.close();
});
