// say() and answered() of the npm package's Node entry: what is sent, what is waited for, what the end of a call does to them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWav, encodeWav } from '../../wasm/dist/entry-node.js';
import { hosted, next } from '../kit/hosted-phone.mjs';
import { assertHeard } from '../kit/likeness.mjs';
import { speech } from '../kit/speech.mjs';

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

test('speech that the end of the call cuts off is reported as such', async () => {
  const { host, phone } = await hosted('twilio');
  await phone.dial(host.url, { as: 'twilio' });
  const said = phone.say(speech);
  await phone.hangUp();
  assert.equal(await said, false);
});
