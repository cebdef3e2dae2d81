#!/usr/bin/env bash
# How does speech sound that a host sends in real time, but 200 ms at a time, as AudioHook hosts do?
#
# One would guess: as well as in messages of 20 ms, 200 ms later. Messages of 200 ms at a regular pace are played too fast and then
# concealed, again with every message: of 36,800 samples of a tone 15,602 were removed and 14,960 made up. Speech at the same time
# through a host with messages of 20 ms (signalwire): 705 of 25,815 removed, 80 made up.
#
# Needs the built npm package (npm run build -- wasm). Exit 1: it is heard well now.
set -euo pipefail
cd "$(dirname "$0")/.."
script=$(mktemp --suffix .mjs)
trap 'rm -f "$script"' EXIT

cat > "$script" <<'JS'
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

const at = (path) => pathToFileURL(`${process.cwd()}/${path}`).href;
const { Phone } = await import(at('wasm/dist/entry-node.js'));
const { WebSocketServer } = await import(at('node_modules/ws/wrapper.mjs'));

/** An AudioHook host that says back what it hears, as it comes. */
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');
server.on('connection', (socket) => {
  let seq = 0;
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.send(data);
    const { type, id, seq: clientseq, parameters } = JSON.parse(data);
    const reply = (type, parameters) =>
      socket.send(JSON.stringify({ version: '2', type, id, seq: ++seq, clientseq, parameters }));
    if (type === 'open') reply('opened', { media: [parameters.media.find(({ channels }) => channels.join() === 'external')] });
    if (type === 'ping') reply('pong', {});
    if (type === 'close') reply('closed', {});
  });
});

const phone = new Phone();
await phone.dial(`ws://127.0.0.1:${server.address().port}/`, { as: 'audiohook' });
const quiet = new Promise((resolve) => phone.on('quiet', resolve));
const tone = Float32Array.from({ length: 8_000 * 4 }, (_, i) => Math.sin(i / 3) * (0.3 + 0.2 * Math.sin(i / 700)));
await phone.say({ samples: tone, rateHz: 8_000 });
await quiet;
const { media } = await phone.hangUp();
server.close();
const { removedSamplesForAcceleration: removed, concealedSamples: concealed } = media.jitter;
const played = media.jitter.jitterBufferEmittedCount;
console.log(`of ${played} samples ${removed} were removed and ${concealed} made up`);
process.exit(removed + concealed > played / 10 ? 0 : 1);
JS
exec node "$script"
