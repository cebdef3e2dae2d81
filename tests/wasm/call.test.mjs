// Whole calls through the npm package's Node entry, against hosts that were written by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { hostedCarriers } from '../kit/host.mjs';
import { hosted, next } from '../kit/hosted-phone.mjs';
import { assertHeard } from '../kit/likeness.mjs';
import { speech } from '../kit/speech.mjs';

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
