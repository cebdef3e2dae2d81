// What may happen to a running bridge from outside: its files removed, its disk full, its log unread. No record is lost.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { link, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, startBridge } from '../kit/bridge.mjs';
import { dialBridge, shortCall } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { ends, smallDisk, temporaryFolder } from '../kit/ends.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { until } from '../kit/until.mjs';

async function start(options) {
  const bridge = await startBridge(options);
  ends.push(() => bridge.kill('SIGKILL'));
  return bridge;
}

const health = (bridge) => bridge.get('/healthz');
const calls = async (bridge) => (await bridge.get('/v1/calls?limit=500')).calls;

async function liveCall(bridge, callSid) {
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start(callSid, 'MZ1'));
  await until('it streams', async () => (await bridge.get(`/v1/calls/${carrier.callId}`)).state === 'streaming');
  return {
    id: carrier.callId,
    end: () => {
      carrier.send(twilio.stop(callSid, 'MZ1'));
      return carrier.hangUp();
    },
  };
}

const harms = {
  'the database deleted': (file) => rm(file),
  'the database and what belongs to it deleted': async (file) => {
    for (const ending of ['', '-wal', '-shm']) await rm(file + ending);
  },
  'its -wal deleted': (file) => rm(`${file}-wal`),
  'its folder moved': (file) => rename(join(file, '..'), `${join(file, '..')}.moved`),
  'the database replaced': async (file) => {
    await writeFile(`${file}.x`, 'no database');
    await rename(`${file}.x`, file);
  },
  'the database cut off': (file) => truncate(file),
};
for (const [what, harm] of Object.entries(harms))
  test(`${what} under the running bridge: alarmed, put back, and after kill -9 every call has its record`, async () => {
    const folder = join(await temporaryFolder(), 'data');
    await mkdir(folder);
    const store = join(folder, 'calls.db');
    const bridge = await start({ store });
    const ids = [];
    for (let i = 0; i < 4; ++i) ids.push(await shortCall(bridge));
    const [live, killed] = [await liveCall(bridge, 'CA-live'), await liveCall(bridge, 'CA-killed')];
    await until('they are on disk', async () => (await health(bridge)).store.records_written === 4);
    await harm(store);
    for (let i = 0; i < 4; ++i) ids.push(await shortCall(bridge));
    await live.end();
    await until('they are on disk', async () => (await health(bridge)).store.records_written === 9);
    const { status, store: figures, warnings } = await health(bridge);
    assert.deepEqual([status, figures.put_back, figures.state], ['degraded', 1, 'ok']);
    assert.ok(
      warnings.some(({ code, detail }) => code === 7013 && detail.includes('calls.db')),
      JSON.stringify(warnings),
    );
    assert.ok(bridge.log().some(({ code, level }) => code === 7013 && level === 'error'));
    await bridge.kill('SIGKILL');

    const next = await start({ store });
    const found = await calls(next);
    assert.deepEqual(found.map(({ id }) => id).sort(), [...ids, live.id, killed.id].sort());
    assert.deepEqual(
      found.filter(({ cause }) => cause === 'crashed').map(({ id }) => id),
      [killed.id],
    );
    assert.equal((await next.get('/v1/queue')).depth, 10);
    assert.deepEqual([(await health(next)).status, (await health(next)).warnings], ['ok', []]);
  });

test('a second bridge is refused by whatever link the database is named', async () => {
  const folder = await temporaryFolder();
  const bridge = await start({ store: join(folder, 'calls.db') });
  await mkdir(join(folder, 'elsewhere'));
  const hard = join(folder, 'elsewhere', 'other.db');
  await link(bridge.store, hard);
  const { code, stderr } = await hookswitch('native', 'serve', '--port', '0', '--store', hard);
  assert.equal(code, 1);
  assert.match(stderr, /^error 7003 store_locked: /);
});

test('a full disk, then kill -9: no call that had ended is lost, and new ones are refused when there is no room for their record', async (t) => {
  const disk = await smallDisk(4_096);
  if (!disk) return t.skip('no mount is allowed here');
  const store = join(disk, 'calls.db');
  const bridge = await start({ store });
  assert.ok((await health(bridge)).store.reserve_bytes > 500_000);
  const up = [];
  for (let i = 0; i < 5; ++i) up.push(await liveCall(bridge, `CA-up-${i}`));
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(8 << 20)).catch(() => undefined); // as much as there is room for
  const ended = [];
  while ((await health(bridge)).store.state === 'ok') ended.push(await shortCall(bridge));

  const more = [];
  ends.push(() => more.forEach((carrier) => carrier.hangUp()));
  const refused = async () => {
    const answer = await fetch(new URL('readyz', bridge.url));
    if (answer.status === 200) {
      const carrier = await dialBridge(bridge, 'twilio');
      more.push(carrier);
      carrier.send(twilio.start(`CA-more-${more.length}`, 'MZ1'));
      return false;
    }
    assert.deepEqual([answer.status, (await answer.json()).code], [503, 7015]);
    return true;
  };
  await until('new calls are refused', refused, { withinMs: 20_000 });
  await assert.rejects(dialBridge(bridge, 'twilio'), /503/);
  assert.ok((await health(bridge)).warnings.some(({ code }) => code === 7015));
  assert.ok(more.length <= 40, `${more.length} were taken: 32 kB are kept for each`);

  for (const call of up) {
    await call.end();
    ended.push(call.id);
  }
  await until('they have gone', async () => (await health(bridge)).calls_active === more.length);
  await until('they are beside it', async () => {
    const figures = (await health(bridge)).store;
    return figures.pending_records > 0 && figures.spilled_records >= figures.pending_records;
  });
  await bridge.kill('SIGKILL');
  assert.ok(existsSync(`${store}.unsaved.jsonl`));

  await rm(ballast);
  const next = await start({ store });
  const found = await calls(next);
  for (const id of ended) assert.equal(found.find((call) => call.id === id)?.cause, 'carrier_stop', id);
  await until('the reserve is there again', async () => (await health(next)).store.reserve_bytes > 500_000);
  await shortCall(next);
});

test('a log that nobody reads keeps the bridge neither from running nor from ending', async () => {
  const folder = await temporaryFolder();
  const pipe = join(folder, 'log');
  execFileSync('mkfifo', [pipe]);
  const filler = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  ends.push(() => closeSync(filler));
  for (let size = 65_536; size >= 1; ) {
    try {
      writeSync(filler, Buffer.alloc(size, 'x'));
    } catch {
      size >>= 1; // as full as it gets
    }
  }
  const stderr = openSync(pipe, constants.O_WRONLY);
  const child = spawn(program, ['serve', '--port', '0', '--drain', '0', '--store', join(folder, 'calls.db')], {
    stdio: ['ignore', 'pipe', stderr],
  });
  closeSync(stderr);
  ends.push(() => child.kill('SIGKILL'));
  const over = once(child, 'close');
  const [line] = await once(child.stdout, 'data');
  const url = /http:\S+/.exec(line)[0];
  const bridge = { url: `${url}/`, get: async (path) => (await fetch(new URL(path, url))).json() };
  const id = await shortCall(bridge);
  await until('it has its record', async () => (await bridge.get(`/v1/calls/${id}`)).state === 'ended');
  const asked = Date.now();
  child.kill('SIGTERM');
  assert.deepEqual(await over, [0, null]);
  assert.ok(Date.now() - asked < 10_000, 'within the bounds of an orderly end');
});
