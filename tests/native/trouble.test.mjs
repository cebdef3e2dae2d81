// A failing store, with the built program: calls continue, what is not on disk is reported, and the store recovers afterwards.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { shortCall } from '../kit/carrier.mjs';
import { ends, smallDisk, temporaryFolder } from '../kit/ends.mjs';
import { readExposition } from '../kit/exposition.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { until } from '../kit/until.mjs';

async function start(options) {
  const bridge = await startBridge(options);
  ends.push(() => bridge.kill('SIGKILL'));
  return bridge;
}

const health = async (bridge) => (await bridge.get('/healthz')).store;
const failing = (bridge) => until('the store fails', async () => (await health(bridge)).state === 'failing');

/** Another program that has the database open for writing; `locked`: false where that cannot be had. */
class Locker {
  #child;
  constructor(file) {
    const script =
      'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\nc.execute("BEGIN EXCLUSIVE")\nprint("locked",flush=True)\nsys.stdin.read()';
    this.#child = spawn('python3', ['-c', script, file], { stdio: ['pipe', 'pipe', 'ignore'] });
    ends.push(() => this.#child.kill('SIGKILL'));
    this.locked = new Promise((resolve) => {
      this.#child.stdout.once('data', () => resolve(true));
      this.#child.once('exit', () => resolve(false));
    });
  }
  release() {
    this.#child.stdin.end();
  }
}

test('a disk that is full: calls go on, it is alarmed, and when space returns everything is in the store', async (t) => {
  const disk = await smallDisk(2_000);
  if (!disk) return t.skip('no mount is allowed here');
  const bridge = await start({ store: join(disk, 'calls.db') });
  const ballast = join(disk, 'ballast');
  await shortCall(bridge);
  await until('it is on disk', async () => (await health(bridge)).records_written === 1);
  await writeFile(ballast, Buffer.alloc(4 << 20)).catch(() => undefined); // as much as there is room for
  const ids = [];
  while ((await health(bridge)).state === 'ok') ids.push(await shortCall(bridge));
  ids.push(await shortCall(bridge));
  const { status, warnings } = await bridge.get('/healthz');
  assert.deepEqual([status, warnings[0].name], ['degraded', 'store_write_failed']);
  assert.match(warnings[0].detail, /full/);
  const metrics = readExposition(await (await fetch(new URL('metrics', bridge.url))).text());
  assert.equal(metrics.get('hookswitch_store_writable').samples[0].value, 0);
  assert.equal((await bridge.post('/v1/queue/claim')).status, 503, 'nothing is handed out that cannot be kept');

  await rm(ballast);
  await until('the store can be written again', async () => (await bridge.get('/healthz')).status === 'ok', {
    withinMs: 15_000,
  });
  const listed = (await bridge.get('/v1/queue?limit=500')).entries.map(({ call_id }) => call_id);
  assert.deepEqual(listed.slice(1).sort(), ids.sort(), 'whichever ended first');
  assert.deepEqual((await bridge.get('/healthz')).warnings, []);
  assert.equal(await bridge.kill('SIGTERM'), 0);
});

test('records that were put beside the store at the end are in it after the next start', async () => {
  const folder = await temporaryFolder();
  const store = join(folder, 'calls.db');
  const first = await start({ store, limits: 'ulimit -f 160' }); // blocks of 512 bytes
  const ids = [];
  while ((await health(first)).state === 'ok') {
    ids.push(await shortCall(first));
    await until('the call is settled', async () => {
      const { pending_records, state } = await health(first);
      return pending_records === 0 || state === 'failing';
    });
  }
  assert.equal(await first.kill('SIGTERM'), 1);
  assert.ok(existsSync(`${store}.unsaved.jsonl`));

  const second = await start({ store });
  assert.equal((await health(second)).recovered, 0, 'whole records, no crashed ones');
  assert.deepEqual(
    (await second.get('/v1/calls?limit=500')).calls.map(({ id }) => id),
    ids.toReversed(),
  );
  assert.deepEqual((await second.get('/v1/queue?limit=500')).entries.map(({ call_id }) => call_id).sort(), ids.sort());
  assert.ok(!existsSync(`${store}.unsaved.jsonl`));
  assert.ok(second.log().some(({ message }) => message === 'overflow file restored'));
});

test('a database that somebody has locked costs nothing but time', async (t) => {
  const bridge = await start({ store: join(await temporaryFolder(), 'calls.db') });
  const locker = new Locker(bridge.store);
  if (!(await locker.locked)) return t.skip('python3 has no sqlite3 here');
  const id = await shortCall(bridge);
  await failing(bridge);
  assert.equal((await bridge.get(`/v1/calls/${id}`)).state, 'ended');
  locker.release();
  await until('it is written', async () => (await bridge.get('/healthz')).status === 'ok', { withinMs: 15_000 });
  assert.deepEqual(
    (await bridge.get('/v1/queue')).entries.map(({ call_id }) => call_id),
    [id],
  );
});

test('a database that is damaged while calls are up: it is set aside, and they go on in a new one', async () => {
  const store = join(await temporaryFolder(), 'calls.db');
  const bridge = await start({ store });
  await shortCall(bridge);
  await until('it is on disk', async () => (await health(bridge)).records_written === 1);
  // What holds the records points into nowhere from here on.
  const damage =
    'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nc.executescript("PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage=99999 WHERE name=\'calls\'; PRAGMA schema_version=1000")';
  execFileSync('python3', ['-c', damage, store]);
  const ids = [await shortCall(bridge), await shortCall(bridge)];
  await until('they are on disk', async () => (await health(bridge)).records_written === 3);
  const { status, warnings } = await bridge.get('/healthz');
  assert.equal(status, 'degraded');
  const aside = /the file found there is now (\S+)/.exec(warnings.find(({ code }) => code === 7013).detail)[1];
  assert.ok(existsSync(aside));
  assert.ok(bridge.log().some(({ code, level }) => code === 7004 && level === 'error'));
  assert.equal(await bridge.kill('SIGTERM'), 0);
  const next = await start({ store });
  assert.deepEqual((await next.get('/v1/calls')).calls.map(({ id }) => id).sort(), ids.sort());
});

test('a database that may only be read stops the start with its code', async (t) => {
  const disk = await smallDisk(400);
  if (!disk) return t.skip('no mount is allowed here');
  const store = join(disk, 'calls.db');
  await (await start({ store })).kill('SIGTERM');
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const { code, stderr } = await hookswitch('native', 'serve', '--port', '0', '--store', store);
  assert.equal(code, 1);
  assert.match(stderr, /^error 7001 store_open_failed: .*read-only/i);
});
