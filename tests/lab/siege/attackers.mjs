// Hostile calls in a separate process: node attackers.mjs, controlled by messages of its parent.
//
//   {bridge, calls}   as many calls, of every kind as many; each is dialled again when the bridge has ended it
//   {stop: true}      all are dropped, then it says {stopped: true}
// It says {agent: URL} at once: the address of agents that are as bad. A call to a dialect that has this agent is of the last kinds.
import { createServer } from 'node:http';
import { connect } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import * as twilio from '../../kit/carriers/twilio.mjs';
import * as ucid from '../../kit/carriers/ucid.mjs';

const KiB = 1024;
const audio = twilio.media('MZ1', Buffer.alloc(160, 0x55).toString('base64'));
const junk = Buffer.alloc(48 * KiB, 'no JSON at all ').toString();
const large = JSON.stringify({ event: 'news', streamSid: 'MZ1', values: Array(1_000).fill('x'.repeat(1_000)) });
const hugeStart = twilio.start('CA1', 'MZ1');
hugeStart.start.customParameters = Object.fromEntries(
  Array.from({ length: 200 }, (_, i) => [`name-${i}`, 'x'.repeat(4_000)]),
);

let stopped = false;
let number = 0;
const open = new Set();

const say = (socket, ...messages) => {
  for (const message of messages) if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};
/** A carrier's pace: one message every 20 ms. */
const speak = (socket, message) => {
  const timer = setInterval(() => say(socket, message), 20);
  socket.on('close', () => clearInterval(timer));
};
/** Says it again and again, as fast as the bridge takes it. */
function flood(socket, message) {
  const more = () => {
    if (socket.readyState !== WebSocket.OPEN || stopped) return;
    for (let i = 0; i < 64 && socket.bufferedAmount < 256 * KiB; i += 1)
      socket.send(typeof message === 'function' ? message() : message);
    setTimeout(more, 5);
  };
  more();
}
const start = (socket) => say(socket, twilio.start(`CA${number}`, 'MZ1'));

/** What a carrier can do. */
const carriers = {
  junk: (socket) => flood(socket, junk),
  large(socket) {
    start(socket);
    flood(socket, large);
  },
  tiny: (socket) => flood(socket, '{}'),
  pings(socket) {
    start(socket);
    speak(socket, audio);
    const timer = setInterval(() => {
      for (let i = 0; i < 200 && socket._socket?.writableLength < 64 * KiB; i += 1) socket.ping();
    }, 10);
    socket.on('close', () => clearInterval(timer));
  },
  starts: (socket) => flood(socket, JSON.stringify(hugeStart)),
  fast(socket) {
    start(socket);
    flood(socket, JSON.stringify(audio));
  },
  deaf(socket) {
    start(socket);
    socket.pause();
    speak(socket, audio);
  },
  half(socket) {
    // The head of a frame of a megabyte that is not the last of its message, and then a little of it at a time.
    socket._socket.write(Buffer.from([0x01, 0xff, 0, 0, 0, 0, 0, 0x0f, 0xff, 0xff, 1, 2, 3, 4]));
    const timer = setInterval(() => socket._socket?.write(Buffer.alloc(16 * KiB, 0x20)), 50);
    socket.on('close', () => clearInterval(timer));
  },
};
/** What an agent can do. */
const agents = {
  names(socket) {
    let count = 0;
    flood(socket, () => {
      count += 1;
      const id = `${count}-`.padEnd(count % 2 ? 120 : 60 * KiB, 'x');
      const item = {
        type: 'function_call',
        status: 'completed',
        call_id: id,
        name: id,
        arguments: 'x'.repeat(20 * KiB),
      };
      return JSON.stringify(
        count % 3 ? { type: 'response.output_item.done', item } : { type: 'response.created', response: { id } },
      );
    });
  },
  transcripts(socket) {
    const text = 'and so on '.repeat(3_000);
    let turn = 0;
    flood(socket, () => {
      turn += 1;
      return JSON.stringify({
        type: 'response.output_audio_transcript.done',
        item_id: `item_${turn % 7}`,
        transcript: `${turn} ${text}`,
      });
    });
  },
  audio(socket) {
    say(socket, { type: 'response.created', response: { id: 'resp_1' } });
    const delta = Buffer.alloc(300 * KiB, 0x55).toString('base64');
    flood(
      socket,
      JSON.stringify({ type: 'response.output_audio.delta', response_id: 'resp_1', item_id: 'item_1', delta }),
    );
  },
};
const kinds = [...Object.keys(carriers), ...Object.keys(agents)];

const badAgent = createServer();
new WebSocketServer({ server: badAgent, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('error', () => undefined);
  number += 1;
  const manner = Object.values(agents)[number % 3];
  say(socket, { type: 'session.created', session: { id: 'sess_1' } });
  socket.once('message', () => {
    say(socket, { type: 'session.updated', session: { id: 'sess_1' } });
    manner(socket);
  });
});
badAgent.listen(0, '127.0.0.1', () => process.send({ agent: `ws://127.0.0.1:${badAgent.address().port}/` }));

function dial(bridge, kind) {
  if (stopped) return;
  number += 1;
  const carrier = carriers[kind];
  const socket = new WebSocket(`${bridge}media/${carrier ? 'twilio' : 'ucid'}`, { perMessageDeflate: false });
  open.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open.delete(socket);
    setTimeout(dial, 200, bridge, kind);
  });
  socket.on('open', () => {
    if (carrier) return carrier(socket);
    const id = String(number);
    say(socket, ucid.start(id));
    speak(socket, ucid.media(id, ucid.data(Array(80).fill(0))));
  });
}

/** Connections that are no calls: a head that never ends. */
function loiter(bridge) {
  const { hostname, port } = new URL(bridge);
  const socket = connect(Number(port), hostname);
  open.add(socket);
  const timer = setInterval(() => socket.write('x'), 1_000);
  socket.on('connect', () => socket.write('GET /healthz HTTP/1.1\r\nX-Slow: '));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(timer);
    open.delete(socket);
    if (!stopped) setTimeout(loiter, 200, bridge);
  });
}

process.on('message', ({ bridge, calls, stop }) => {
  if (stop) {
    stopped = true;
    for (const socket of open) (socket.terminate ?? socket.destroy).call(socket);
    setTimeout(() => process.send({ stopped: true }), 100);
    return;
  }
  stopped = false;
  for (let i = 0; i < calls; i += 1) setTimeout(dial, i, bridge, kinds[i % kinds.length]);
  for (let i = 0; i < calls / 5; i += 1) loiter(bridge);
});
