// examples/consume-the-queue: prints and acknowledges each ended call, and tries again when a claim is refused.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Phone } from '../../wasm/dist/entry-node.js';
import { startBridge } from '../kit/bridge.mjs';
import { startProgram } from '../kit/program.mjs';
import { speech } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

const example = fileURLToPath(new URL('../../examples/consume-the-queue/consumer.mjs', import.meta.url));

async function placeCall(bridge, words) {
  const phone = new Phone();
  await phone.dial(`${bridge.url.replace('http', 'ws')}media/ucid`, { as: 'ucid' });
  if (words && (await phone.say(words))) await phone.answered({ quietMs: 500 });
  await phone.close();
}

const queue = async (bridge, state) => (await bridge.get(`v1/queue?state=${state}`)).entries;

test('an ended call is printed with its transcript and acknowledged, and the next one too', async (t) => {
  const bridge = await startBridge();
  t.after(() => bridge.close());
  const consumer = startProgram([example, bridge.url]);
  t.after(() => consumer.kill());

  await placeCall(bridge, speech);
  await consumer.printed(
    / ucid call [0-9a-f-]{36}, ended by \w+\n {2}caller: speech of \d\.\d s\n {2}agent: .*said back/,
  );
  await until('the entry is done', async () => (await queue(bridge, 'done')).length === 1);

  await placeCall(bridge);
  await until('the second one is done', async () => (await queue(bridge, 'done')).length === 2);
  assert.deepEqual(await queue(bridge, 'ready'), []);
});

test('a claim that is refused is tried again, and the entry is acknowledged with its lease', async (t) => {
  const asked = [];
  const record = {
    id: 'call-1',
    carrier: { dialect: 'twilio' },
    created_at: '2026-11-21T02:28:48.041Z',
    end: { cause: 'goodbye' },
    transcript: [],
    diagnosis: [],
  };
  const answers = [
    [503, { code: 5007, title: 'Shutting down', remedy: 'Try again.' }],
    [200, { entries: [{ call_id: 'call-1', lease: 'lease-1', record }] }],
    [200, {}],
  ];
  const server = createServer(async (request, response) => {
    const pieces = await request.toArray();
    const answer = answers[asked.push({ path: request.url, body: JSON.parse(Buffer.concat(pieces)) }) - 1];
    if (answer) response.writeHead(answer[0]).end(JSON.stringify(answer[1])); // later claims wait
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.closeAllConnections() ?? server.close());

  const consumer = startProgram([example, `http://127.0.0.1:${server.address().port}`]);
  t.after(() => consumer.kill());
  await consumer.printed(/call call-1, ended by goodbye/);
  await until('it claims again', () => asked.length === 4);
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/v1/queue/claim', '/v1/queue/claim', '/v1/queue/call-1/ack', '/v1/queue/claim'],
  );
  assert.deepEqual(asked[2].body, { lease: 'lease-1' });
  const { errors } = await consumer.kill();
  assert.match(errors, /5007 Shutting down\. Try again\./);
});
