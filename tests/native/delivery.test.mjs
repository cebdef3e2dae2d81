// Ended calls are posted to a consumer: signed, at least once, again after a pause, and dead after too many tries.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startBridge } from '../kit/bridge.mjs';
import { shortCall } from '../kit/carrier.mjs';
import { startConsumer } from '../kit/consumer.mjs';
import { ends, temporaryFolder } from '../kit/ends.mjs';
import { until } from '../kit/until.mjs';

const secret = 'whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cywgMjQrIGJ5dGVz';
process.env.HOOKSWITCH_TEST_SECRET = secret;

async function consumerThat(answer) {
  const consumer = await startConsumer(answer);
  ends.push(() => consumer.close());
  return consumer;
}

async function bridgeFor(url, { store, ...queue } = {}) {
  const config = {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the bridge fills it in
    queue: { first_pause_s: 0.1, ...queue, delivery: { url, secret: '${HOOKSWITCH_TEST_SECRET}', timeout_s: 1 } },
  };
  const bridge = await startBridge({ store, config });
  ends.push(() => bridge.close());
  return bridge;
}

const states = async (bridge) => (await bridge.get('/v1/queue')).states;
const settled = (bridge, state, count = 1) =>
  until(`${count} ${state}`, async () => (await states(bridge))[state] === count);

test('a delivery is signed over id, time and body, and carries the record; 2xx is the acknowledgement', async () => {
  const consumer = await consumerThat();
  const bridge = await bridgeFor(consumer.url);
  const id = await shortCall(bridge);
  const [{ method, url, headers, body, at }] = await consumer.had(1);
  assert.deepEqual([method, url, headers['content-type']], ['POST', '/calls?source=test', 'application/json']);
  assert.deepEqual([headers['webhook-id'], headers['idempotency-key'], headers['hookswitch-attempt']], [id, id, '1']);
  const age = at / 1000 - Number(headers['webhook-timestamp']);
  assert.ok(age > -1 && age < 5, `${age} s old`);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${headers['webhook-timestamp']}.${body}`).digest('base64');
  assert.equal(headers['webhook-signature'], `v1,${wanted}`);
  const { type, timestamp, data } = JSON.parse(body);
  const record = await bridge.get(`/v1/calls/${id}`);
  assert.deepEqual([type, timestamp, data], ['call.ended', record.ended_at, record]);
  await settled(bridge, 'done');
});

test('the final status counts, after an early hint and although its body never ends', async () => {
  const consumer = await consumerThat(
    () => (response) =>
      response.socket.write('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nok'),
  );
  const bridge = await bridgeFor(consumer.url);
  await shortCall(bridge);
  await settled(bridge, 'done');
  assert.equal(consumer.deliveries.length, 1);
});

test('the verification of the documentation takes what is signed, and nothing else', async () => {
  const markdown = await readFile(new URL('../../docs/queue.md', import.meta.url), 'utf8');
  const [, code] = /```js\n(\/\/ verify\.mjs[\s\S]*?)```/.exec(markdown);
  const file = join(await temporaryFolder(), 'verify.mjs');
  await writeFile(file, code);
  const { verified } = await import(pathToFileURL(file));

  const consumer = await consumerThat();
  const bridge = await bridgeFor(consumer.url);
  await shortCall(bridge);
  const [{ headers, body }] = await consumer.had(1);
  assert.equal(verified(headers, body, secret), true);
  assert.equal(verified(headers, `${body} `, secret), false);
  assert.equal(verified({ ...headers, 'webhook-id': 'other' }, body, secret), false);
  assert.equal(verified({ ...headers, 'webhook-signature': 'v1,AAAA' }, body, secret), false);
  assert.equal(verified({ ...headers, 'webhook-signature': undefined }, body, secret), false);
  assert.equal(verified(headers, body, `whsec_${Buffer.alloc(24).toString('base64')}`), false);
  const old = String(Number(headers['webhook-timestamp']) - 600);
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${headers['webhook-id']}.${old}.${body}`).digest('base64');
  assert.equal(
    verified({ ...headers, 'webhook-timestamp': old, 'webhook-signature': `v1,${signature}` }, body, secret),
    false,
    'a replay',
  );
});

for (const [what, answer] of [
  ['an error', () => 500],
  ['a redirect, which is not followed', () => (response) => response.writeHead(302, { Location: '/elsewhere' }).end()],
  ['no answer within the timeout', () => () => undefined],
  ['a connection that breaks', () => (response) => response.destroy()],
])
  test(`${what} is no acknowledgement: the same body comes again under the same id, signed anew`, async () => {
    const consumer = await consumerThat((_, number) => (number === 1 ? answer() : 200));
    const bridge = await bridgeFor(consumer.url);
    const id = await shortCall(bridge);
    const [first, second] = await consumer.had(2);
    assert.deepEqual(
      [first, second].map(({ headers }) => headers['idempotency-key']),
      [id, id],
    );
    assert.deepEqual(
      [first, second].map(({ headers }) => headers['hookswitch-attempt']),
      ['1', '2'],
    );
    assert.equal(first.body, second.body);
    assert.ok(second.at - first.at >= 50, `${second.at - first.at} ms apart`);
    await settled(bridge, 'done');
    assert.equal(consumer.deliveries.length, 2);
    const [failure] = bridge.log().filter(({ message }) => message === 'delivery failed');
    assert.deepEqual([failure.call_id, failure.level], [id, 'warn']);
  });

test('an answer that is endless or enormous counts by its status', async () => {
  const consumer = await consumerThat(() => (response) => {
    response.writeHead(200);
    response.write(Buffer.alloc(1 << 20, 'x'));
  });
  const bridge = await bridgeFor(consumer.url);
  await shortCall(bridge);
  await settled(bridge, 'done');
  assert.equal(consumer.deliveries.length, 1);
});

test('Retry-After is respected', async () => {
  const consumer = await consumerThat((_, number) =>
    number === 1 ? (response) => response.writeHead(429, { 'Retry-After': '2' }).end() : 200,
  );
  const bridge = await bridgeFor(consumer.url);
  await shortCall(bridge);
  const [first, second] = await consumer.had(2);
  assert.ok(second.at - first.at >= 1_900, `${second.at - first.at} ms apart`);
});

test('a consumer that never takes a call makes a dead letter, which names what the consumer said', async () => {
  const consumer = await consumerThat(() => (response) => response.writeHead(422).end('no such customer'));
  const bridge = await bridgeFor(consumer.url, { max_attempts: 3 });
  const id = await shortCall(bridge);
  await settled(bridge, 'dead');
  assert.equal(consumer.deliveries.length, 3);
  const [entry] = (await bridge.get('/v1/queue?state=dead')).entries;
  assert.deepEqual(
    [entry.call_id, entry.attempts, entry.reason],
    [id, 3, 'HTTP 422 Unprocessable Entity: no such customer'],
  );
});

test('kill -9 while a delivery is on its way: the next process delivers it again', async () => {
  const store = join(await temporaryFolder(), 'calls.db');
  let first;
  const consumer = await consumerThat((_, number) => {
    if (number > 1) return 200;
    first.signal('SIGKILL');
    return () => undefined;
  });
  first = await bridgeFor(consumer.url, { store });
  const id = await shortCall(first);
  await first.over;
  const second = await bridgeFor(consumer.url, { store });
  const deliveries = await consumer.had(2);
  assert.deepEqual(
    deliveries.map(({ headers }) => headers['idempotency-key']),
    [id, id],
  );
  await settled(second, 'done');
});

test('what was not delivered before the end is delivered by the next process', async () => {
  const store = join(await temporaryFolder(), 'calls.db');
  const closed = await startConsumer();
  await closed.close();
  const first = await bridgeFor(closed.url, { store, first_pause_s: 1 });
  const id = await shortCall(first);
  await until('a try has failed', async () => (await first.get('/v1/queue')).entries[0]?.reason);
  assert.equal(await first.kill('SIGTERM'), 0);
  const consumer = await consumerThat();
  await bridgeFor(consumer.url, { store });
  const [{ headers }] = await consumer.had(1);
  assert.equal(headers['webhook-id'], id);
});

test('a consumer whose certificate nobody vouches for gets nothing', async () => {
  const { execFileSync } = await import('node:child_process');
  const folder = await temporaryFolder();
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  const tls = { key: await readFile(key), cert: await readFile(cert) };
  const consumer = await startConsumer(() => 200, { tls });
  ends.push(() => consumer.close());
  const refused = await bridgeFor(consumer.url);
  await shortCall(refused);
  const reason = await until('a try has failed', async () => (await refused.get('/v1/queue')).entries[0]?.reason);
  assert.match(reason, /^TLS: .*certificate/);
  assert.equal(consumer.deliveries.length, 0);

  process.env.SSL_CERT_FILE = cert; // from here on it is vouched for
  ends.push(() => delete process.env.SSL_CERT_FILE);
  const trusted = await bridgeFor(consumer.url);
  await shortCall(trusted);
  await settled(trusted, 'done');
});
