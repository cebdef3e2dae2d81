// What a call, a connection or any client may take of the bridge: the rows of docs/limits.md that need real sockets.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge, shortCall } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { ends } from '../kit/ends.mjs';
import { until } from '../kit/until.mjs';
import { memoryKb } from '../lab/aftermath.mjs';

async function bridgeWith(options) {
  const bridge = await startBridge(options);
  ends.push(() => bridge.close());
  return bridge;
}

/** Plain connections to the bridge that send `bytes` and no more. */
async function loiter(bridge, count, bytes = '') {
  const { hostname, port } = new URL(bridge.url);
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname));
  ends.push(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(
    sockets.map(async (socket) => {
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      if (bytes) socket.write(bytes);
    }),
  );
  return sockets;
}

/** A session at the built-in agent that is no call of the bridge: the socket, or the status of the refusal. */
async function stranger(bridge) {
  const socket = new WebSocket(`${bridge.url.replace('http', 'ws')}v1/realtime`, { perMessageDeflate: false });
  ends.push(() => socket.terminate());
  socket.on('error', () => undefined);
  const refused = once(socket, 'unexpected-response').then(async ([, answer]) => {
    let text = '';
    for await (const piece of answer) text += piece;
    return { status: answer.statusCode, ...JSON.parse(text) };
  });
  return Promise.race([once(socket, 'message').then(() => socket), refused]);
}

const audio = twilio.media('MZ1', Buffer.alloc(160, 0x55).toString('base64'));
async function callThatSpeaks(bridge, id) {
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start(id, 'MZ1'));
  const timer = setInterval(() => carrier.send(audio), 20);
  ends.push(() => clearInterval(timer));
  return carrier;
}

const saw = (bridge, call, wanted) => async () =>
  (await bridge.get(`/v1/calls/${call.callId}`)).timeline?.some(({ event }) => event === wanted);
const agentIsReady = (bridge, call) => saw(bridge, call, 'ready');

/** An agent that says `messages()` as soon as it is ready, and then that the caller speaks. */
async function startAgent(messages) {
  const server = createServer();
  const agent = new WebSocketServer({ server, perMessageDeflate: false });
  agent.on('connection', (socket) => {
    const say = (message) => socket.send(JSON.stringify(message));
    socket.on('error', () => undefined);
    say({ type: 'session.created', session: { id: 'sess_1' } });
    socket.once('message', () => {
      say({ type: 'session.updated', session: { id: 'sess_1' } });
      for (const message of messages()) say(message);
      say({ type: 'input_audio_buffer.speech_started', item_id: 'item_last' });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of agent.clients) socket.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${server.address().port}/`;
}
const heardOut = (bridge, call) =>
  until('the agent is heard out', saw(bridge, call, 'caller_speaks'), { withinMs: 60_000 });

for (const [what, bytes] of [
  ['say nothing', ''],
  ['never end their head', 'GET /healthz HTTP/1.1\r\nX-Slow: '],
])
  test(`six hundred connections that ${what} keep nobody out`, async () => {
    const bridge = await bridgeWith({ limits: 'ulimit -n 2048' });
    await loiter(bridge, 600, bytes);
    for (let i = 0; i < 3; i += 1) {
      assert.equal((await fetch(new URL('healthz', bridge.url), { signal: AbortSignal.timeout(5_000) })).status, 200);
      assert.ok(await shortCall(bridge));
    }
    const carrier = await callThatSpeaks(bridge, 'CA-crowd');
    await until('its agent is there', agentIsReady(bridge, carrier));
  });

test('a connection that asks for nothing is closed after ten seconds', async () => {
  const bridge = await bridgeWith();
  const [socket] = await loiter(bridge, 1, 'GET /healthz HTTP/1.1\r\n');
  const begun = performance.now();
  socket.resume();
  await once(socket, 'close');
  assert.ok(performance.now() - begun < 15_000);
});

test('as many strangers at the built-in agent as it takes do not take it from its own calls', async () => {
  const bridge = await bridgeWith({ config: { limits: { calls: 4 } } });
  const sockets = [];
  let refused;
  while (refused === undefined && sockets.length < 1_000) {
    const answer = await stranger(bridge);
    if (answer.status === undefined) sockets.push(answer);
    else refused = answer;
  }
  assert.ok(sockets.length >= 10, `${sockets.length} strangers`);
  assert.deepEqual([refused?.status, refused?.code, refused?.name], [503, 5030, 'agent_is_for_calls']);
  const carrier = await callThatSpeaks(bridge, 'CA-own');
  await until('its agent is there', agentIsReady(bridge, carrier));
  sockets[0].terminate();
  await until('there is room again', async () => (await stranger(bridge)).status === undefined);
});

test('a megabyte in one message costs a call nothing once it has been dealt with', async () => {
  const bridge = await bridgeWith({ options: ['--threads', '1'] });
  const calls = [];
  for (let i = 0; i < 12; i += 1) calls.push(await callThatSpeaks(bridge, `CA-large-${i}`));
  const large = JSON.stringify(twilio.media('MZ-other', 'A'.repeat(1_000_000)));
  const unknown = JSON.stringify({ event: 'news', values: Array(900).fill('x'.repeat(1_000)) });
  calls[0].send(large, unknown); // what the program needs for it at all
  await until(
    'the first is through',
    async () => (await bridge.get(`/v1/calls/${calls[0].callId}`)).media.oddities?.unknown_event === 1,
  );
  const before = memoryKb(bridge.pid);
  for (const call of calls.slice(1)) call.send(large, unknown);
  for (const call of calls.slice(1))
    await until(
      'all are through',
      async () => (await bridge.get(`/v1/calls/${call.callId}`)).media.oddities?.unknown_event === 1,
      { withinMs: 30_000 },
    );
  const perCall = (memoryKb(bridge.pid) - before) / (calls.length - 1);
  assert.ok(perCall < 400, `${perCall} kB a call`);
});

test('fifteen megabytes at the built-in agent cost its session nothing once they have been read', async () => {
  const bridge = await bridgeWith({ options: ['--threads', '1'] });
  const sockets = [];
  for (let i = 0; i < 4; i += 1) sockets.push(await stranger(bridge));
  const silence = JSON.stringify({ type: 'input_audio_buffer.append', audio: 'A'.repeat(15 * 1024 * 1024) });
  const append = async (socket) => {
    socket.send(silence);
    socket.send(JSON.stringify({ type: 'input_audio_buffer.clear' }));
    for (;;) {
      const [message] = await once(socket, 'message');
      if (JSON.parse(message).type === 'input_audio_buffer.cleared') return;
    }
  };
  await append(sockets[0]);
  const before = memoryKb(bridge.pid);
  await Promise.all(sockets.slice(1).map(append));
  const each = (memoryKb(bridge.pid) - before) / 3;
  assert.ok(each < 1_000, `${each} kB a session`);
});

test('messages that never end wait for room, and who has room must use it', async () => {
  const bridge = await bridgeWith({
    options: ['--threads', '1'],
    config: { carriers: { twilio: { bounds: { media_silence_s: 11 } } } },
  });
  const before = memoryKb(bridge.pid);
  const codes = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const socket = new WebSocket(`${bridge.url.replace('http', 'ws')}media/twilio`, { perMessageDeflate: false });
      ends.push(() => socket.terminate());
      socket.on('error', () => undefined);
      await once(socket, 'open');
      socket.send(JSON.stringify(twilio.start(`CA-half-${i}`, 'MZ1')));
      socket.send(JSON.stringify(audio));
      socket.send('x'.repeat(900_000), { fin: false });
      return { closed: once(socket, 'close').then(([code]) => code) };
    }),
  );
  assert.equal(await Promise.race(codes.map(({ closed }) => closed)), 1009);
  const each = (memoryKb(bridge.pid) - before) / 40;
  assert.ok(each < 600, `${each} kB a call`);
});

test('an agent that makes up names costs a call at most a megabyte', async () => {
  const item = (name) => ({
    type: 'function_call',
    status: 'completed',
    call_id: name,
    name: 'look_up',
    arguments: '{}',
  });
  const url = await startAgent(() =>
    Array.from({ length: 60 }, (_, i) => ({
      type: 'response.output_item.done',
      item: item(`${i}`.padEnd(800_000, 'x')),
    })),
  );
  const bridge = await bridgeWith({ config: { agent: { url, model: 'any' } }, options: ['--threads', '1'] });
  const calls = [await callThatSpeaks(bridge, 'CA-names-0')];
  await heardOut(bridge, calls[0]);
  const before = memoryKb(bridge.pid);
  for (let i = 1; i < 11; i += 1) calls.push(await callThatSpeaks(bridge, `CA-names-${i}`));
  for (const call of calls) await heardOut(bridge, call);
  assert.equal((await bridge.get(`/v1/calls/${calls[0].callId}`)).media.oddities.field_too_long, 60);
  const each = (memoryKb(bridge.pid) - before) / 10;
  assert.ok(each < 1_000, `${each} kB a call`);
});

test('a transcript that is sent again and again is one turn, and few rows of the journal', async () => {
  const url = await startAgent(() =>
    Array.from({ length: 500 }, (_, i) => ({
      type: 'response.output_audio_transcript.done',
      item_id: 'item_1',
      transcript: `${i} ${'and so on '.repeat(1_500)}`,
    })),
  );
  const bridge = await bridgeWith({ config: { agent: { url, model: 'any' } } });
  const written = async () => Number(/^write_bytes: (\d+)/m.exec(await readFile(`/proc/${bridge.pid}/io`, 'utf8'))[1]);
  const before = await written();
  const call = await callThatSpeaks(bridge, 'CA-again');
  await heardOut(bridge, call);
  call.send(twilio.stop('CA-again', 'MZ1'));
  const record = await until('the record is complete', async () => {
    const found = await bridge.get(`/v1/calls/${call.callId}`);
    return found.state === 'ended' && found;
  });
  const [turn, ...others] = record.transcript.filter(({ speaker }) => speaker === 'agent');
  assert.deepEqual([others.length, turn.text.slice(0, 4)], [0, '499 ']);
  assert.ok((await written()) - before < 3_000_000, 'bytes written to disk');
});
