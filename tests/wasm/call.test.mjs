// Whole calls through the npm package's Node entry, against hosts that were written by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWav, encodeWav, Phone } from '../../wasm/dist/entry-node.js';
import { ends } from '../kit/ends.mjs';
import { hostedCarriers, startHost } from '../kit/host.mjs';
import { assertHeard } from '../kit/likeness.mjs';
import { speech } from '../kit/speech.mjs';

async function hosted(dialect, options) {
  const host = await startHost(dialect, options);
  const phone = new Phone();
  const events = [];
  phone.on('*', (event) => event.type !== 'level' && events.push(event));
  ends.push(
    () => phone.close(),
    () => host.close(),
  );
  const names = () => events.filter(({ type }) => type !== 'state').map(({ type }) => type);
  return { host, phone, events, names };
}

const next = (phone, type) =>
  new Promise((resolve) => {
    const off = phone.on(type, (event) => {
      off();
      resolve(event);
    });
  });

for (const as of hostedCarriers)
  test(`what is said as ${as} is heard as the host says it back`, async () => {
    const { host, phone, events, names } = await hosted(as);
    await phone.dial(host.url, { as, rate: 8000 });
    assert.equal(phone.call.state, 'open');
    const quiet = next(phone, 'quiet');
    assert.equal(await phone.say(speech), true);
    await quiet;
    const report = await phone.hangUp();
    await host.calls[0].closed;

    const heard = phone.heard();
    assert.equal(heard.rateHz, 8000);
    const said = await decodeWav(speech);
    assertHeard(said, heard);
    assert.equal(report.outcome, 'completed');
    assert.equal(report.end.cause, 'hung_up');
    assert.deepEqual(report.findings, []);
    assert.equal(phone.call.state, 'ended');
    assert.deepEqual(names().slice(0, 3), ['dialing', 'connected', 'started']);
    assert.equal(names().filter((name) => name === 'ended').length, 1);
    assert.equal(events.at(-1).type, 'ended');
    assert.equal(host.calls.length, 1);
  });

test('the call has the facts that dial() was given, and the same seed gives the same ids', async () => {
  const { host, phone } = await hosted('twilio');
  const options = { as: 'twilio', parameters: { order: '7', name: 'Zoë' }, seed: 42 };
  await phone.dial(host.url, options);
  const first = phone.call.id;
  await phone.hangUp();
  await phone.dial(host.url, options);
  assert.equal(phone.call.id, first);
  await phone.hangUp();
  const start = host.calls[0].messages.find(({ event }) => event === 'start');
  assert.deepEqual(start.start.customParameters, options.parameters);
  assert.equal(start.start.callSid, first);
});

test("the host's own id for the call is in the report", async () => {
  const { host, phone } = await hosted('twilio', { callId: '0190-host' });
  await phone.dial(host.url, { as: 'twilio' });
  assert.equal((await phone.hangUp()).host_call_id, '0190-host');
});

test('frames leave in step with the clock', async () => {
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  await phone.say(speech);
  await phone.hangUp();
  const { arrivals } = host.calls[0];
  const span = arrivals.at(-1) - arrivals[0];
  assert.ok(Math.abs(span / (arrivals.length - 1) - 20) < 1, `${span} ms for ${arrivals.length} frames`);
});

test('pressed keys reach the host one by one', async () => {
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  phone.press('5*#');
  await phone.hangUp();
  const digits = host.calls[0].messages.filter(({ event }) => event === 'dtmf').map(({ dtmf }) => dtmf.digit);
  assert.deepEqual(digits, ['5', '*', '#']);
});

test('a mark comes back when the audio before it was played, a cleared one at once', async () => {
  const second = Buffer.alloc(8000, 0x55).toString('base64');
  const { host, phone } = await hosted('twilio', {
    echo: false,
    onMessage(message, call) {
      if (message.event !== 'start') return;
      const { streamSid } = message;
      call.send({ event: 'media', streamSid, media: { payload: second } });
      call.send({ event: 'mark', streamSid, mark: { name: 'after one second' } });
    },
  });
  const mark = new Promise((resolve) => phone.on('mark', resolve));
  await phone.dial(host.url, { as: 'twilio' });
  const { atMs, detail } = await mark;
  assert.equal(detail, 'after one second');
  assert.ok(atMs >= 1000 && atMs < 1500, `${atMs} ms`);

  const { streamSid } = host.calls[0];
  const clear = next(phone, 'clear');
  host.calls[0].send({ event: 'media', streamSid, media: { payload: second } });
  host.calls[0].send({ event: 'mark', streamSid, mark: { name: 'never heard' } });
  host.calls[0].send({ event: 'clear', streamSid });
  await clear;
  await phone.hangUp();
  const marks = host.calls[0].messages.filter(({ event }) => event === 'mark').map(({ mark }) => mark.name);
  assert.deepEqual(marks, ['after one second', 'never heard']);
});

test('a host that hangs up ends the call, and hangUp() then gives the same report', async () => {
  const { host, phone } = await hosted('twilio', {
    onCall: (call) => setTimeout(() => call.socket.close(1000, 'done'), 200),
  });
  const ended = next(phone, 'ended');
  await phone.dial(host.url, { as: 'twilio' });
  const { report, failed } = await ended;
  assert.equal(failed, false);
  assert.equal(report.end.cause, 'host_closed');
  assert.match(report.end.detail, /1000 done/);
  assert.equal(await phone.hangUp(), report);
});

test('a host whose connection breaks makes a failed call', async () => {
  const { host, phone } = await hosted('twilio', { onCall: (call) => setTimeout(() => call.socket.terminate(), 200) });
  const ended = next(phone, 'ended');
  await phone.dial(host.url, { as: 'twilio' });
  const { report, failed } = await ended;
  assert.equal(failed, true);
  assert.equal(report.end.name, 'carrier_socket_lost');
});

test('what the host sends wrong is warned of, counted and survived', async () => {
  const { host, phone } = await hosted('twilio');
  const warnings = [];
  phone.on('warning', (warning) => warnings.push(warning));
  await phone.dial(host.url, { as: 'twilio' });
  for (const junk of [
    'not json',
    '[]',
    '{"event":"sing"}',
    '{"event":"media","streamSid":"MZother","media":{"payload":"AAAA"}}',
    '{"event":"media"}',
    Buffer.from([0, 159, 146, 150]),
  ])
    host.calls[0].send(junk);
  const quiet = next(phone, 'quiet');
  await phone.say(speech);
  await quiet;
  const report = await phone.hangUp();
  assert.ok(warnings.some(({ name, code }) => name === 'not_json' && code === 1001));
  assert.equal(new Set(warnings.map(({ name }) => name)).size, warnings.length, 'once per kind');
  assert.ok(report.oddities.not_json >= 1);
  assert.ok(report.findings.some(({ name }) => name === 'host_bad_message'));
  assertHeard(await decodeWav(speech), phone.heard());
});

test('a message above the limit closes the socket with 1009', async () => {
  const { host, phone } = await hosted('twilio');
  const ended = next(phone, 'ended');
  await phone.dial(host.url, { as: 'twilio' });
  host.calls[0].send('x'.repeat((1 << 20) + 1));
  await ended;
  await host.calls[0].closed;
  assert.equal(host.calls[0].closeCode, 1009);
});

test('a host that never closes is named, and its socket is cut', async () => {
  const { host, phone } = await hosted('ucid', { echo: false });
  await phone.dial(host.url, { as: 'ucid:waybeo', hostCloseMs: 300 });
  const report = await phone.hangUp();
  assert.ok(report.findings.some(({ name }) => name === 'host_never_closed'));
  assert.ok(!host.calls[0].events().includes('stop'));
  await host.calls[0].closed;
});

test('the figures have their W3C names and stay readable after the call', async () => {
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  const quiet = next(phone, 'quiet');
  await phone.say(speech);
  await quiet;
  const live = await phone.getStats();
  assert.ok(live.packetsReceived > 100);
  assert.ok(live.jitterBufferEmittedCount > 8000);
  const mean = live.jitterBufferDelay / live.jitterBufferEmittedCount;
  assert.ok(mean > 0 && mean < 0.5, `mean delay ${mean} s`);
  const report = await phone.hangUp();
  const last = await phone.getStats();
  assert.ok(last.packetsReceived >= live.packetsReceived);
  for (const [name, value] of Object.entries(report.media.jitter)) assert.equal(last[name], value, name);
});

test('levels tell both directions while the call lasts', async () => {
  const { host, phone } = await hosted('twilio');
  const levels = [];
  phone.on('level', (level) => levels.push(level));
  await phone.dial(host.url, { as: 'twilio' });
  const quiet = next(phone, 'quiet');
  await phone.say(speech);
  await quiet;
  await phone.hangUp();
  assert.ok(levels.some(({ saidDbfs }) => saidDbfs > -40));
  assert.ok(levels.some(({ heardDbfs }) => heardDbfs > -40));
  assert.ok(levels.every(({ saidDbfs, heardDbfs }) => saidDbfs <= 0 && heardDbfs >= -96));
});

test('what is said one after the other is sent one after the other', async () => {
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  const tone = (level) => ({ rateHz: 16000, samples: new Int16Array(3200).fill(level) });
  const order = [];
  await Promise.all([
    phone.say(tone(1000)).then(() => order.push(1)),
    phone.say(tone(-1000)).then(() => order.push(2)),
  ]);
  assert.deepEqual(order, [1, 2]);
  await phone.hangUp();
});

/** Loud audio of 20 ms, as Twilio's media messages carry it. */
const loud = Buffer.alloc(160, Buffer.from('10101010101010101010909090909090909090', 'hex')).toString('base64');

/** An agent that speaks `ms` when it has heard that many frames of the caller, 50 a second; then does what is next. */
const speaksAt =
  (frames, ms, then = () => undefined) =>
  (_, call) => {
    if (call.audioMessages !== frames || call.spoke?.has(frames)) return;
    call.spoke = new Set([...(call.spoke ?? []), frames]);
    for (let i = 0; i < ms / 20; i += 1)
      call.send({ event: 'media', streamSid: call.streamSid, media: { payload: loud } });
    then(call);
  };

test('an answer is waited for although the agent has greeted before', async () => {
  const answerAt = 280; // frames: speech ends at 2.8 s
  const greet = speaksAt(5, 600);
  const reply = speaksAt(answerAt, 600);
  const { host, phone } = await hosted('twilio', {
    echo: false,
    onMessage(...all) {
      greet(...all);
      reply(...all);
    },
  });
  await phone.dial(host.url, { as: 'twilio' });
  void phone.say(speech);
  assert.equal(await phone.answered({ quietMs: 300 }), true);
  assert.ok(host.calls[0].audioMessages > answerAt + 40, `${host.calls[0].audioMessages} frames`);
  assert.ok((await phone.hangUp()).media.heard_speech_ms > 1000);
});

test('an agent that hangs up while it speaks has answered', async () => {
  const reply = speaksAt(160, 5000, (call) => setTimeout(() => call.socket.close(1000), 500));
  const { host, phone } = await hosted('twilio', { echo: false, onMessage: reply });
  await phone.dial(host.url, { as: 'twilio' });
  await phone.say(speech);
  assert.equal(await phone.answered(), true);
  assert.equal(phone.call.state, 'ended');
  assert.equal(await phone.answered(), true);
  assert.equal((await phone.hangUp()).end.cause, 'host_closed');
});

test('an agent that says nothing, or does not stop, is waited for as long as was said', async () => {
  const { host, phone } = await hosted('twilio', { echo: false, onMessage: speaksAt(50, 20_000) });
  await phone.dial(host.url, { as: 'twilio' });
  assert.equal(await phone.answered({ withinMs: 200 }), false);
  const from = performance.now();
  assert.equal(await phone.answered({ limitMs: 2000 }), true);
  const took = performance.now() - from;
  assert.ok(took > 1900 && took < 3000, `${took} ms`);
  await phone.hangUp();
});

test('nothing can be said on a call that the host has ended at once: no mistake of the caller', async () => {
  const { host, phone } = await hosted('twilio', {
    onMessage: ({ event }, call) => event === 'start' && call.socket.close(1000),
  });
  const ended = next(phone, 'ended');
  await phone.dial(host.url, { as: 'twilio' });
  await ended;
  assert.equal(await phone.say(speech), false);
  assert.equal(await phone.answered(), false);
  assert.equal((await phone.hangUp()).end.cause, 'host_closed');
});

test('nothing can be said either once the host has hung up and its socket is still open', async () => {
  const { host, phone } = await hosted('ucid', {
    echo: false,
    onMessage: ({ event }, call) => event === 'start' && call.send({ command: 'callDisconnect' }),
  });
  const hungUp = next(phone, 'hang_up');
  await phone.dial(host.url, { as: 'ucid:waybeo', hostCloseMs: 300 });
  await hungUp;
  assert.equal(phone.call.state, 'hanging_up');
  assert.equal(await phone.say(speech), false);
  assert.equal((await phone.hangUp()).end.cause, 'host_hung_up');
});

test('speech that is given just before the host ends the call settles', async () => {
  const { host, phone } = await hosted('twilio', { onCall: (call) => setTimeout(() => call.socket.close(1000), 200) });
  await phone.dial(host.url, { as: 'twilio' });
  const said = new Promise((resolve) => phone.on('closed', () => resolve(phone.say(speech))));
  assert.equal(await said, false);
});

test('samples from -1 to 1 are said as loud as those of 16 bits', async () => {
  const { samples, rateHz } = await decodeWav(speech);
  const floats = Float32Array.from(samples, (sample) => sample / 32_768);
  assert.deepEqual((await decodeWav(await encodeWav({ samples: floats, rateHz }))).samples, samples);
  const tooLoud = await decodeWav(await encodeWav({ samples: Float32Array.of(2, -2), rateHz }));
  assert.deepEqual([...tooLoud.samples], [32_767, -32_768]);
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  await phone.say({ samples: floats, rateHz });
  await phone.answered({ quietMs: 0 });
  await phone.hangUp();
  assertHeard({ samples, rateHz }, phone.heard());
});

test('speech that the end of the call cuts off is told as such', async () => {
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  const said = phone.say(speech);
  await phone.hangUp();
  assert.equal(await said, false);
});
