// Good calls in a separate process, and what they notice: node callers.mjs, controlled by messages of its parent.
//
//   {bridge, calls}   as many callers to /media/vonage speak from now on
//   {look: true}      returns {look}: what they noticed since the last look. In ms, at most: gap (without audio), record (from the
//                     end of a call to its record), health (a response), lag (of this process itself); frames, and failed (texts)
//   {stop: true}      they hang up, then it says {stopped: true}
// It says {agent: URL} at once: the address of an agent that talks without a pause.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket, { WebSocketServer } from 'ws';

const second = Buffer.alloc(8_000, 0x55).toString('base64');
const frame = Buffer.alloc(640);
const start = (uuid) => JSON.stringify({ uuid, event: 'websocket:connected', 'content-type': 'audio/l16;rate=16000' });

const agent = createServer();
new WebSocketServer({ server: agent, perMessageDeflate: false }).on('connection', (socket) => {
  const say = (message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
  socket.on('error', () => undefined);
  say({ type: 'session.created', session: { id: 'sess_1' } });
  socket.once('message', () => {
    say({ type: 'session.updated', session: { id: 'sess_1' } });
    say({ type: 'response.created', response: { id: 'resp_1' } });
    const talk = () =>
      say({ type: 'response.output_audio.delta', response_id: 'resp_1', item_id: 'item_1', delta: second });
    talk();
    talk(); // always a second ahead
    const timer = setInterval(talk, 1_000);
    socket.on('close', () => clearInterval(timer));
  });
});
agent.listen(0, '127.0.0.1', () => process.send({ agent: `ws://127.0.0.1:${agent.address().port}/` }));

let seen;
const forget = () => {
  seen = { gap: 0, frames: 0, record: 0, health: 0, failed: [] };
};
forget();
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
const open = new Set();
let stopped = false;

function call(bridge, number) {
  const socket = new WebSocket(`${bridge}media/vonage`, { perMessageDeflate: false });
  open.add(socket);
  let last;
  let timer;
  socket.on('open', () => {
    socket.send(start(`good-${number}`));
    timer = setInterval(() => socket.send(frame), 20);
  });
  socket.on('message', (_, isBinary) => {
    if (!isBinary) return;
    const now = performance.now();
    if (last !== undefined) seen.gap = Math.max(seen.gap, now - last);
    last = now;
    seen.frames += 1;
  });
  socket.on('error', (error) => seen.failed.push(`call: ${error.message}`));
  socket.on('close', (code) => {
    clearInterval(timer);
    open.delete(socket);
    if (!stopped) seen.failed.push(`call closed with ${code}`);
  });
}

/** One call that begins and ends, and one look at the health. */
async function probe(bridge, number) {
  const http = bridge.replace('ws:', 'http:');
  const asked = performance.now();
  const health = await fetch(`${http}healthz`);
  await health.arrayBuffer();
  if (!health.ok) throw new Error(`/healthz: ${health.status}`);
  seen.health = Math.max(seen.health, performance.now() - asked);

  const socket = new WebSocket(`${bridge}media/vonage`, { perMessageDeflate: false });
  let id;
  socket.on('upgrade', (answer) => (id = answer.headers['x-hookswitch-call']));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  socket.send(start(`probe-${number}`));
  socket.send(frame);
  await pause(100);
  const hungUp = performance.now();
  socket.close(1000);
  for (let state; state !== 'ended'; await pause(20)) ({ state } = await (await fetch(`${http}v1/calls/${id}`)).json());
  seen.record = Math.max(seen.record, performance.now() - hungUp);
}

async function keepProbing(bridge) {
  for (let number = 0; !stopped; number += 1) {
    await probe(bridge, number).catch((error) => seen.failed.push(`probe: ${error.cause?.message ?? error.message}`));
    await pause(500);
  }
}

process.on('message', ({ bridge, calls, look, stop }) => {
  if (look) {
    process.send({ look: { ...seen, lag: loop.max / 1e6 } });
    loop.reset();
    forget();
  } else if (stop) {
    stopped = true;
    for (const socket of open) socket.close(1000);
    setTimeout(() => process.send({ stopped: true }), 300);
  } else {
    for (let i = 0; i < calls; i += 1) call(bridge, i);
    void keepProbing(bridge);
  }
});
