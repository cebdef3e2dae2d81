// The queue of ended calls, over HTTP and with the built program: claimed, acknowledged, given back, kept through a crash.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge, shortCall } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { ends } from '../kit/ends.mjs';
import { until } from '../kit/until.mjs';

async function start(options) {
  const bridge = await startBridge(options);
  ends.push(() => bridge.close());
  return bridge;
}

/** A whole call; its record is on disk afterwards. */
async function storedCall(bridge) {
  const id = await shortCall(bridge);
  await until('the record is on disk', async () =>
    (await bridge.get('/v1/queue?limit=500')).entries.some(({ call_id }) => call_id === id),
  );
  return id;
}

const claim = async (bridge, body) => (await bridge.post('/v1/queue/claim', body)).body.entries;

test('a claim gives the record, an ack ends the matter', async () => {
  const bridge = await start();
  const id = await storedCall(bridge);
  const [entry, ...more] = await claim(bridge, { limit: 10, lease_s: 30 });
  assert.deepEqual([more.length, entry.call_id, entry.attempts, entry.record.id], [0, id, 1, id]);
  assert.deepEqual(entry.record, await bridge.get(`/v1/calls/${id}`));
  assert.deepEqual(await claim(bridge), []);
  assert.deepEqual((await bridge.get('/v1/queue')).states, { ready: 0, leased: 1, dead: 0, done: 0 });

  const ack = () => bridge.post(`/v1/queue/${id}/ack`, { lease: entry.lease });
  assert.deepEqual([(await ack()).status, (await ack()).status], [200, 200]);
  const { depth, states, entries } = await bridge.get('/v1/queue');
  assert.deepEqual([depth, states, entries], [0, { ready: 0, leased: 0, dead: 0, done: 1 }, []]);
  assert.deepEqual(
    (await bridge.get('/v1/queue?state=done')).entries.map(({ call_id }) => call_id),
    [id],
  );
});

test('a claim may wait for the next call that ends', async () => {
  const bridge = await start();
  const waiting = claim(bridge, { wait_s: 20 });
  const id = await storedCall(bridge);
  assert.deepEqual(
    (await waiting).map(({ call_id }) => call_id),
    [id],
  );
});

test('a client that leaves while its claim waits takes no entry, no attempt and no place', async () => {
  const bridge = await start();
  const left = new AbortController();
  const claims = () =>
    fetch(new URL('/v1/queue/claim', bridge.url), { method: 'POST', body: '{"wait_s":20}', signal: left.signal });
  const waiting = async () => {
    while ((await claims()).status === 503); // a place was taken for a moment by the check below
    return 'answered';
  };
  const gone = Array.from({ length: 100 }, () => waiting().catch(({ name }) => name));
  const asked = async (body) => (await bridge.post('/v1/queue/claim', body)).status;
  await until('all places are taken', async () => (await asked({ wait_s: 0.01 })) === 503);
  assert.equal(await asked({}), 200, 'who does not wait needs no place');
  left.abort();
  assert.deepEqual(new Set(await Promise.all(gone)), new Set(['AbortError']));
  await until('there are places again', async () => (await asked({ wait_s: 0.01 })) === 200);
  const id = await storedCall(bridge);
  const [{ state, attempts }] = (await bridge.get('/v1/queue')).entries;
  assert.deepEqual([state, attempts], ['ready', 0]);
  const [entry] = await claim(bridge);
  assert.deepEqual([entry.call_id, entry.attempts], [id, 1]);
});

test('a request that comes right behind a waiting claim is answered after it', async () => {
  const bridge = await start();
  const { hostname, port } = new URL(bridge.url);
  const socket = connect(port, hostname);
  const body = '{"wait_s":0.2}';
  const head = (line) => `${line} HTTP/1.1\r\nHost: localhost\r\n`;
  socket.write(`${head('POST /v1/queue/claim')}Content-Length: ${body.length}\r\n\r\n${body}`);
  socket.write(`${head('GET /readyz')}Connection: close\r\n\r\n`);
  const answers = (await socket.setEncoding('utf8').toArray()).join('');
  assert.match(answers, /^HTTP\/1\.1 200 [\s\S]*{"entries":\[\]}\n+HTTP\/1\.1 200 [\s\S]*"status":"ready"/);
});

test('at the end waiting claims are answered, and the calls that end then are for the next process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-queue-'));
  ends.push(() => rm(folder, { recursive: true }));
  const store = join(folder, 'calls.db');
  const first = await start({ store });
  const carrier = await dialBridge(first, 'twilio');
  carrier.send(twilio.start('CA-queue-last', 'MZ1'));
  await until('the call is up', async () => (await first.get('/healthz')).calls_active === 1);
  const waiting = Array.from({ length: 3 }, () => first.post('/v1/queue/claim', { wait_s: 20 }));
  const answered = Promise.all(waiting);
  await first.get('/v1/queue');
  assert.equal(await first.kill('SIGTERM'), 0);
  for (const { status, body } of await answered)
    assert.deepEqual([status, body.code, body.entries], status === 200 ? [200, undefined, []] : [503, 5007, undefined]);

  const second = await start({ store });
  const { entries } = await second.get('/v1/queue');
  assert.deepEqual(
    entries.map(({ call_id, state, attempts }) => [call_id, state, attempts]),
    [[carrier.callId, 'ready', 0]],
  );
});

test('what is given back comes again after a pause, dies after its attempts, and lives again by requeue', async () => {
  const bridge = await start({ config: { queue: { max_attempts: 2, first_pause_s: 0.1 } } });
  const id = await storedCall(bridge);
  for (const [attempt, state] of [
    [1, 'ready'],
    [2, 'dead'],
  ]) {
    const [entry] = await claim(bridge, { wait_s: 10 });
    assert.equal(entry.attempts, attempt);
    const { body } = await bridge.post(`/v1/queue/${id}/nack`, { lease: entry.lease, reason: 'no disk' });
    assert.deepEqual([body.state, body.reason, body.attempts], [state, 'no disk', attempt]);
  }
  const { warnings } = await bridge.get('/healthz');
  assert.deepEqual(
    warnings.map(({ name }) => name),
    ['dead_letter'],
  );
  await until('the log names it', () => bridge.log().some(({ code, call_id }) => code === 7010 && call_id === id));
  assert.equal((await bridge.post(`/v1/queue/${id}/requeue`)).body.state, 'ready');
  const [again] = await claim(bridge);
  assert.deepEqual([again.call_id, again.attempts], [id, 1]);
});

test('what is leased outlives kill -9: the lease holds, then runs out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-queue-'));
  ends.push(() => rm(folder, { recursive: true }));
  const store = join(folder, 'calls.db');
  const first = await start({ store });
  const kept = await storedCall(first);
  const left = await storedCall(first);
  const leases = await claim(first, { limit: 2, lease_s: 1 });
  assert.deepEqual(
    leases.map(({ call_id }) => call_id),
    [kept, left],
  );
  await first.kill('SIGKILL');

  const second = await start({ store, config: { queue: { first_pause_s: 0.1 } } });
  assert.equal((await second.post(`/v1/queue/${kept}/ack`, { lease: leases[0].lease })).status, 200);
  const again = await claim(second, { limit: 2, wait_s: 10 });
  assert.deepEqual(
    again.map(({ call_id, attempts }) => [call_id, attempts]),
    [[left, 2]],
  );
  assert.notEqual(again[0].lease, leases[1].lease);
  assert.equal((await second.post(`/v1/queue/${left}/ack`, { lease: leases[1].lease })).body.name, 'lease_not_held');
});

test('what cannot be meant is refused with its code', async () => {
  const bridge = await start();
  const refused = async (path, body, method = 'POST') => {
    const answer = await fetch(new URL(path, bridge.url), { method, body });
    return [answer.status, (await answer.json()).code];
  };
  for (const body of [
    '{"limit":0}',
    '{"limit":101}',
    '{"limit":"1"}',
    '{"lease_s":0.5}',
    '{"wait_s":21}',
    '{"lease":1}',
    '[]',
    'x',
    '{"limit":1,"x":1}',
  ])
    assert.deepEqual(await refused('/v1/queue/claim', body), [400, 5005], body);
  for (const verb of ['ack', 'nack'])
    for (const body of [undefined, '{}', '{"lease":""}', '{"lease":null}', '{"lease":"x","least":1}'])
      assert.deepEqual(await refused(`/v1/queue/no-such-call/${verb}`, body), [400, 5005], `${verb} ${body}`);
  const { body: named } = await bridge.post('/v1/queue/no-such-call/nack', { lease: 'x', reasons: 'no disk' });
  assert.match(named.detail, /unknown field: reasons$/);
  assert.deepEqual(await refused('/v1/queue/no-such-call/requeue', '{"lease":"x"}'), [400, 5005]);
  assert.deepEqual(await refused('/v1/queue/no-such-call/ack', '{"lease":"x"}'), [404, 5006]);
  assert.deepEqual(await refused('/v1/queue/no-such-call/eat', '{}'), [404, 5001]);
  for (const query of [
    'queue?state=asleep',
    'queue?after=nonsense',
    'calls?before=nonsense',
    'calls?before=01A1FBEF-2EE6-75D8-865E-E7BF03CCF36A',
  ])
    assert.deepEqual(await refused(`/v1/${query}`, undefined, 'GET'), [400, 5005], query);
  assert.deepEqual(await refused('/v1/queue/claim', undefined, 'GET'), [405, 5002]);
  const id = await storedCall(bridge);
  assert.deepEqual(await refused(`/v1/queue/${id}/ack`, '{"lease":"x"}'), [409, 5013]);
  const foreign = await fetch(new URL('/v1/queue/claim', bridge.url), {
    method: 'POST',
    headers: { Origin: 'https://evil.example' },
  });
  assert.equal(foreign.status, 403);
});
