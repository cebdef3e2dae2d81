// Many real calls, ended in every way that is quick: what a bridge holds must not grow.
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { startBridge } from '../kit/bridge.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { emptied, memoryKb, openFiles } from './aftermath.mjs';

const frame = JSON.stringify(twilio.media('MZ1', Buffer.alloc(160, 0x55).toString('base64')));

/** How a caller leaves. */
const leave = {
  stop: (socket, id) => socket.send(JSON.stringify(twilio.stop(id, 'MZ1'))),
  close: (socket) => socket.close(1000),
  reset: (socket) => socket._socket.resetAndDestroy(),
  garbage(socket) {
    socket.send('{"event":');
    socket.close(1011);
  },
};
const ways = Object.keys(leave);

/** One call; returns the bridge's id of it. */
function call(url, number) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    let id;
    socket.on('upgrade', (answer) => (id = answer.headers['x-hookswitch-call']));
    socket.on('error', (error) => id ?? reject(error));
    socket.on('close', () => resolve(id));
    socket.on('open', async () => {
      const carrierId = `CA${number}`;
      socket.send(JSON.stringify(twilio.start(carrierId, 'MZ1')));
      for (let i = 0; i < number % 8; i += 1) {
        socket.send(frame);
        await pause(20);
      }
      leave[ways[number % ways.length]](socket, carrierId);
    });
  });
}

/**
 * Places `calls` calls, `atOnce` at a time, and looks at the bridge ten times on the way, each time with no call in it.
 * `looks` are `{calls, files, memory_kb}`; `records` and `queued` are what the bridge says it has at the end.
 */
export async function endure({ calls, atOnce = 50, told = () => undefined }) {
  const bridge = await startBridge({ options: ['--threads', '1'] });
  try {
    const url = `${bridge.url.replace('http', 'ws')}media/twilio`;
    await bridge.get('/healthz');
    const looks = [];
    const ids = new Set();
    const stride = Math.ceil(calls / 10);
    for (let begun = 0; begun < calls; ) {
      const until = Math.min(begun + stride, calls);
      const caller = async () => {
        while (begun < until) {
          begun += 1;
          ids.add(await call(url, begun));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, caller));
      await emptied(bridge, 10_000);
      looks.push({ calls: begun, files: openFiles(bridge.pid), memory_kb: memoryKb(bridge.pid) });
      told(looks.at(-1));
    }
    const { store, queue_depth: queued, calls_started: started, calls_ended: ended } = await bridge.get('/healthz');
    return { ids: ids.size, started, ended, records: store.records_written, queued, looks };
  } finally {
    await bridge.close();
  }
}
