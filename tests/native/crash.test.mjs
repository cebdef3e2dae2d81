// The process is killed in mid-call: the next one completes the record.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { ends } from '../kit/ends.mjs';
import { liveEvents, nextEvent } from '../kit/events.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

async function bridgeOn(store) {
  const bridge = await startBridge({ store });
  ends.push(() => bridge.close());
  return bridge;
}

/** Waits until a call has its first whole turn, and that turn is on disk. */
async function firstTurnWritten(bridge, events) {
  const turn = await nextEvent(events, 'call.turn');
  const live = await bridge.get(`/v1/calls/${turn.call_id}`);
  await until('the journal is written', async () => (await bridge.get('/healthz')).store.pending_facts === 0);
  return { turn, live };
}

test('kill -9 in mid-call leaves one record with cause crashed, the turns so far, and one queue entry', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-crash-'));
  ends.push(() => rm(folder, { recursive: true }));
  const store = join(folder, 'calls.db');

  const first = await bridgeOn(store);
  const events = liveEvents(first);
  const turned = firstTurnWritten(first, events);
  const call = hookswitch(
    'native',
    'call',
    `${first.url.replace('http', 'ws')}media/twilio`,
    '--as',
    'twilio',
    '--say',
    speechFile,
    '--json',
  );
  const { turn, live } = await turned;
  assert.deepEqual([live.state, live.end], ['streaming', null]);
  await first.kill('SIGKILL');
  await events.return().catch(() => undefined); // its connection broke
  const { code, stdout } = await call;
  assert.equal(code, 1);
  assert.equal(JSON.parse(stdout).end.cause, 'socket_lost');

  const second = await bridgeOn(store);
  assert.equal((await second.get('/healthz')).store.recovered, 1);
  const { calls } = await second.get('/v1/calls');
  assert.deepEqual(
    calls.map(({ id, state, cause }) => [id, state, cause]),
    [[live.id, 'ended', 'crashed']],
  );
  const record = await second.get(`/v1/calls/${live.id}`);
  assert.deepEqual([record.end.cause, record.end.code, record.end.by], ['crashed', 2009, 'bridge']);
  assert.deepEqual(record.transcript[0], {
    at_ms: turn.at_ms,
    speaker: 'caller',
    text: turn.text,
    interrupted: false,
    heard_ms: null,
  });
  assert.match(turn.text, /^speech of 2\.[5-9] s$/);
  assert.equal(record.carrier.call_id, live.carrier.call_id);
  assert.ok(record.diagnosis.some(({ name }) => name === 'crashed'));
  const queue = await second.get('/v1/queue');
  assert.deepEqual([queue.depth, queue.entries.map(({ call_id }) => call_id)], [1, [live.id]]);
  assert.equal(await second.kill('SIGTERM'), 0);

  const third = await bridgeOn(store);
  assert.equal((await third.get('/healthz')).store.recovered, 0);
  assert.deepEqual((await third.get('/v1/calls')).calls, calls);
  assert.deepEqual(await third.get(`/v1/calls/${live.id}`), record);
  assert.deepEqual(await third.get('/v1/queue'), queue);
});
