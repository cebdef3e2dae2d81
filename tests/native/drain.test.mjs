// How the bridge leaves: /readyz first, then no new calls, then the calls that are up; a second signal is an order.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { ends } from '../kit/ends.mjs';
import { until } from '../kit/until.mjs';

async function bridgeThatDrains(drain) {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-drain-'));
  ends.push(() => rm(folder, { recursive: true }));
  const bridge = await startBridge({ store: join(folder, 'calls.db'), drain: drain.limit_s, config: { drain } });
  ends.push(() => bridge.kill('SIGKILL'));
  return bridge;
}

/** A call that is up until it is hung up: one frame every 20 ms, so that no bound ends it. */
async function steadyCall(bridge, id) {
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start(id, 'MZ1'));
  const frame = twilio.media('MZ1', Buffer.alloc(160, 0xff).toString('base64'));
  const timer = setInterval(() => carrier.send(frame), 20);
  carrier.closed.then(() => clearInterval(timer));
  ends.push(() => clearInterval(timer));
  await until('the call streams', async () => (await bridge.get(`/v1/calls/${carrier.callId}`)).state === 'streaming');
  return carrier;
}

const ready = async (bridge) => (await fetch(new URL('readyz', bridge.url))).status;
const notReady = (bridge) => until('/readyz fails', async () => (await ready(bridge)) === 503, { everyMs: 5 });

/** The response to a new media socket. */
async function knock(bridge) {
  const socket = new WebSocket(`${bridge.url.replace('http', 'ws')}media/twilio`);
  socket.on('error', () => undefined);
  const status = await Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode),
  ]);
  socket.terminate();
  return status;
}

/** Starts the next process on the same store and reads the records of these calls. */
async function recordsAfter(bridge, ...calls) {
  const next = await startBridge({ store: bridge.store });
  ends.push(() => next.close());
  assert.equal((await next.get('/healthz')).store.recovered, 0);
  return Promise.all(calls.map(({ callId }) => next.get(`/v1/calls/${callId}`)));
}

test('calls that are up go on after SIGTERM, new ones are refused, and the process ends with the last of them', async () => {
  const bridge = await bridgeThatDrains({ limit_s: 60 });
  assert.equal(await ready(bridge), 200);
  const call = await steadyCall(bridge, 'CA-last');
  bridge.signal('SIGTERM');
  await notReady(bridge);
  assert.equal(await until('new calls are refused', async () => (await knock(bridge)) === 503 && 503), 503);
  const health = await bridge.get('/healthz');
  assert.deepEqual([health.draining, health.calls_active], [true, 1]);
  assert.equal((await bridge.get(`/v1/calls/${call.callId}`)).state, 'streaming');
  const at = Date.now();
  call.send(twilio.stop('CA-last', 'MZ1'));
  assert.equal(await bridge.over, 0);
  assert.ok(Date.now() - at < 3_000, `it took ${Date.now() - at} ms`);
  const [record] = await recordsAfter(bridge, call);
  assert.equal(record.end.cause, 'carrier_stop');
});

test('during the lead /readyz fails and calls that come nevertheless are taken', async () => {
  const bridge = await bridgeThatDrains({ lead_s: 1.5, limit_s: 0 });
  bridge.signal('SIGTERM');
  await notReady(bridge);
  const call = await dialBridge(bridge, 'twilio'); // 101
  call.send(twilio.start('CA-late', 'MZ1'));
  assert.equal(await call.closed, 1001);
  assert.equal(await bridge.over, 0);
  const [record] = await recordsAfter(bridge, call);
  assert.equal(record.end.cause, 'draining');
});

test('at the limit the calls are ended with cause draining, each with its record', async () => {
  const bridge = await bridgeThatDrains({ limit_s: 0.7 });
  const calls = [await steadyCall(bridge, 'CA-1'), await steadyCall(bridge, 'CA-2')];
  const at = Date.now();
  bridge.signal('SIGTERM');
  assert.deepEqual(await Promise.all(calls.map(({ closed }) => closed)), [1001, 1001]);
  const afterMs = Date.now() - at;
  assert.ok(afterMs >= 700 && afterMs < 2_500, `closed after ${afterMs} ms`);
  assert.equal(await bridge.over, 0);
  for (const record of await recordsAfter(bridge, ...calls)) {
    assert.deepEqual([record.end.cause, record.end.code], ['draining', 2008]);
    assert.ok(record.media.in.frames > 20, 'it streamed until then');
  }
});

test('a second signal ends lead and limit, and the records are written all the same', async () => {
  for (const drain of [{ lead_s: 60, limit_s: 60 }, { limit_s: 60 }]) {
    const bridge = await bridgeThatDrains(drain);
    const call = await steadyCall(bridge, 'CA-1');
    bridge.signal('SIGTERM');
    await notReady(bridge);
    const at = Date.now();
    bridge.signal('SIGINT');
    assert.equal(await call.closed, 1001);
    assert.equal(await bridge.over, 0);
    assert.ok(Date.now() - at < 4_000, `it took ${Date.now() - at} ms`);
    const [record] = await recordsAfter(bridge, call);
    assert.equal(record.end.cause, 'draining');
  }
});

test('without calls the process ends at once, whatever the limit', async () => {
  const bridge = await bridgeThatDrains({ limit_s: 60 });
  const at = Date.now();
  bridge.signal('SIGTERM');
  assert.equal(await bridge.over, 0);
  assert.ok(Date.now() - at < 3_000, `it took ${Date.now() - at} ms`);
});
