// A whole call with the agent dialect gemini: phone, bridge and `hookswitch emulate agent --as gemini`, and the emulator's manners.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import { WebSocket } from 'ws';
import { startAgent } from '../kit/agent.mjs';
import { startBridge } from '../kit/bridge.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

const ends = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function agentWith(...options) {
  const agent = await startAgent('--as', 'gemini', ...options);
  ends.push(() => agent.kill());
  return agent;
}

/** A call by a Twilio phone that says a sentence and hangs up after the response; its report and the bridge's record. */
async function callWith(agent) {
  const bridge = await startBridge({ config: { agent } });
  ends.push(() => bridge.close());
  const media = `${bridge.url.replace('http', 'ws')}media/twilio`;
  const { code, stdout, stderr } = await hookswitch(
    'native',
    'call',
    media,
    '--as',
    'twilio',
    '--say',
    speechFile,
    '--wait',
    '3',
    '--json',
  );
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  const record = await until('the record is complete', async () => {
    const now = await (await fetch(`${bridge.url}v1/calls/${report.host_call_id}`)).json();
    return now.end && now;
  });
  return { report, record };
}

function assertAnswered({ report, record }) {
  assert.equal(report.answers.length, 1, JSON.stringify(report.answers));
  const heard = report.media.received.audio_ms;
  assert.ok(heard > 2_000, `${heard} ms were heard`);
  assert.equal(record.agent.dialect, 'gemini');
  assert.equal(record.agent.format, 'l16_little/16000 in, l16_little/24000 out');
  const said = (who) => record.transcript.filter(({ speaker }) => speaker === who).map(({ text }) => text);
  assert.match(said('caller')[0], /^speech of \d+\.\d s$/);
  assert.match(said('agent')[0], /^\d+\.\d s of speech said back$/);
}

test('a call with the emulator of gemini: the parrot is heard, both sides are in the record', async () => {
  const agent = await agentWith();
  assert.match(agent.url, /\/ws\/google\.ai\.generativelanguage\.v1beta\.GenerativeService\.BidiGenerateContent$/);
  assertAnswered(await callWith({ dialect: 'gemini', url: agent.url, model: 'gemini-2.5-flash' }));
  const report = await agent.report();
  assert.deepEqual(report.model, { asked: 'gemini-2.5-flash', served: 'gemini-2.5-flash' });
  assert.equal(report.persona, 'parrot');
  assert.deepEqual([report.input.rate_hz, report.output.rate_hz], [16000, 24000]);
  assert.equal(report.refused_count, 0);
  assert.ok(report.turns >= 1);
});

test('without a url the built-in agent of the bridge speaks gemini, and the model chooses who answers', async () => {
  assertAnswered(await callWith({ dialect: 'gemini' }));
  const bridge = await startBridge({ config: { agent: { dialect: 'gemini', model: 'farewell' } } });
  ends.push(() => bridge.close());
  const media = `${bridge.url.replace('http', 'ws')}media/twilio`;
  const { code, stdout, stderr } = await hookswitch(
    'native',
    'call',
    media,
    '--as',
    'twilio',
    '--say',
    speechFile,
    '--wait',
    '8',
    '--json',
  );
  assert.equal(code, 0, stderr);
  const id = JSON.parse(stdout).host_call_id;
  const record = await until('the record is complete', async () => {
    const now = await (await fetch(`${bridge.url}v1/calls/${id}`)).json();
    return now.end && now;
  });
  assert.equal(record.end.cause, 'goodbye');
});

async function clientOf(url, options = {}) {
  const socket = new WebSocket(url, options);
  ends.push(() => socket.terminate());
  const client = { socket, messages: [], binary: [] };
  client.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, String(reason)])));
  socket.on('message', (data, isBinary) => {
    client.messages.push(JSON.parse(data));
    client.binary.push(isBinary);
  });
  await once(socket, 'open');
  client.say = (message) => socket.send(JSON.stringify(message));
  client.told = (key) => until(`it is told ${key}`, () => client.messages.find((message) => key in message));
  return client;
}

test('a dialect that is not known is refused with those that are', async () => {
  const { code, stderr } = await hookswitch('native', 'emulate', 'agent', '--as', 'nobody');
  assert.equal(code, 2);
  assert.match(stderr, /^error 4006 bad_argument: --as: no agent dialect is called nobody; there are openai, gemini/);
});

test('every version of the path is served, with one slash or two and below a prefix', async () => {
  const agent = await agentWith();
  const origin = agent.url.slice(0, agent.url.indexOf('/ws/'));
  for (const path of [
    '/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent',
    '//ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=k',
    '/proxy/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained?access_token=t',
  ]) {
    const client = await clientOf(origin + path);
    client.say({ setup: { model: 'models/parrot' } });
    await client.told('setupComplete');
    assert.deepEqual(client.binary, [true], 'answers come in binary messages');
    client.socket.close();
    assert.equal((await client.closed)[0], 1000);
  }
});

test('a key that is not valid and a message that is not known end the session with a sentence', async () => {
  const agent = await agentWith();
  const denied = await clientOf(agent.url, { headers: { 'x-goog-api-key': 'bad-key' } });
  assert.deepEqual(await denied.closed, [1008, 'API key not valid. Please pass a valid API key.']);

  const early = await clientOf(agent.url);
  early.say({ realtimeInput: { text: 'Hello' } });
  assert.deepEqual(await early.closed, [1007, 'setup must be the first message and only the first.']);

  const unknown = await clientOf(agent.url);
  unknown.say({ setup: { model: 'models/parrot', voice: 'Puck' } });
  const [code, reason] = await unknown.closed;
  assert.equal(code, 1007);
  assert.match(reason, /Unknown name "voice" at 'setup'/);
});
