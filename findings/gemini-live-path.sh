#!/usr/bin/env bash
# Which address does Google's SDK dial for Gemini Live, and where does it put the key?
#
# One would guess /ws/google.ai.... with the key in the header x-goog-api-key, as in the SDK's HTTP requests. @google/genai
# 2.32.0 dials //ws/google.ai.... (two slashes, also when the base URL has none at its end) and puts the key into the
# query. With an ephemeral token, named "auth_tokens/...", both the method (BidiGenerateContentConstrained) and the
# parameter (access_token) are others. A server or proxy that matches or merges slashes strictly refuses it with 404, and one
# that logs addresses logs the key. connect() resolves only after setupComplete: a server that waits for audio first hangs.
#
# Public packages in a temporary folder; nothing is installed. Exit 1: they behave otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . @google/genai@2.32.0 ws@8.23.0

cat > dial.mjs <<'JS'
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { GoogleGenAI } from '@google/genai';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');
const seen = [];
server.on('connection', (socket, { url, headers }) => {
  const order = [];
  seen.push({ url, keyInHeader: 'x-goog-api-key' in headers, order });
  socket.on('message', (data) => {
    order.push(Object.keys(JSON.parse(data))[0]);
    if (order.length === 1)
      setTimeout(() => {
        order.push('setupComplete');
        socket.send('{"setupComplete":{}}');
      }, 300);
  });
});
for (const [apiKey, apiVersion] of [['KEY', 'v1beta'], ['auth_tokens/T', 'v1alpha']]) {
  const client = new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: `http://127.0.0.1:${server.address().port}` } });
  const session = await client.live.connect({ model: 'm', callbacks: { onmessage() {} } });
  session.sendRealtimeInput({ audioStreamEnd: true });
  await once([...server.clients].at(-1), 'message');
  session.close();
}
for (const { url, keyInHeader, order } of seen) console.log(`${url}  key in a header: ${keyInHeader}  messages: ${order.join(', ')}`);
const method = (version, name) => `//ws/google.ai.generativelanguage.${version}.GenerativeService.${name}`;
const order = ['setup', 'setupComplete', 'realtimeInput'];
assert.deepEqual(seen, [
  { url: `${method('v1beta', 'BidiGenerateContent')}?key=KEY`, keyInHeader: false, order },
  { url: `${method('v1alpha', 'BidiGenerateContentConstrained')}?access_token=auth_tokens/T`, keyInHeader: false, order },
]);
process.exit(0);
JS
npm ls --prefix . --depth 0 | tail -n +2
node dial.mjs 2> warnings.txt
