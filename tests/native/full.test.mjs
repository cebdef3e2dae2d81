// A bridge that runs out of something: disk, open files. Nothing is lost in silence.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { startBridge } from '../kit/bridge.mjs';
import { shortCall } from '../kit/carrier.mjs';
import { ends } from '../kit/ends.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { until } from '../kit/until.mjs';

async function bridgeWith(limits, configuration = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-full-'));
  ends.push(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bridge.json');
  await writeFile(file, JSON.stringify(configuration));
  const bridge = await startBridge({ store: join(folder, 'calls.db'), limits, options: ['--config', file] });
  ends.push(() => bridge.close());
  return bridge;
}

test('a disk that is full until the end: every record is listed, then spilled or named as lost, and the exit code is 1', async () => {
  const bridge = await bridgeWith('ulimit -f 160'); // blocks of 512 bytes: the write-ahead log is soon at its limit
  const ids = [];
  const failing = async () => (await bridge.get('/healthz')).store.state === 'failing';
  while (!(await failing())) {
    ids.push(await shortCall(bridge, `CA${ids.length}`));
    await until(
      'the call is settled',
      async () => (await bridge.get('/healthz')).store.pending_records === 0 || failing(),
    );
  }
  ids.push(await shortCall(bridge, 'CA-last'));
  await until('the calls have gone', async () => (await bridge.get('/healthz')).calls_active === 0);

  const { store, warnings } = await bridge.get('/healthz');
  assert.ok(store.pending_records > 0);
  assert.equal(warnings[0].code, 7002);
  const ready = await bridge.get('/readyz');
  assert.deepEqual([ready.status, ready.warnings[0].name], ['ready', 'store_write_failed']);
  assert.deepEqual(
    (await bridge.get('/v1/calls?limit=500')).calls.map(({ id }) => id),
    ids.toReversed(),
  );

  assert.equal(await bridge.kill('SIGTERM'), 1);
  const told = bridge.log().filter(({ level }) => level === 'error');
  assert.ok(
    told.some(({ code, detail }) => code === 7002 && /disk/.test(detail)),
    JSON.stringify(told),
  );
  const spilled = (await readFile(`${bridge.store}.unsaved.jsonl`, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(spilled.length, store.pending_records);
  assert.deepEqual(
    spilled.map(({ id }) => id),
    ids.slice(-spilled.length),
  );
  assert.deepEqual(
    told.filter(({ code }) => code === 7006).map(({ call_id }) => call_id),
    spilled.map(({ id }) => id),
  );
});

test('open files for fewer calls than configured: a warning with its code, and 503 above what fits', async () => {
  const bridge = await bridgeWith('ulimit -n 300', { limits: { calls: 9_000 } });
  const warning = bridge.log().find(({ code }) => code === 4008);
  assert.deepEqual([warning.level, warning.configured, warning.open_files], ['warn', '9000', '300']);
  const sockets = [];
  ends.push(() => sockets.forEach((socket) => socket.terminate()));
  const answer = async () => {
    const socket = new WebSocket(`${bridge.url.replace('http', 'ws')}media/twilio`);
    sockets.push(socket);
    socket.on('error', () => undefined);
    return Promise.race([
      once(socket, 'open').then(() => 101),
      once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode),
    ]);
  };
  for (let call = 0; call < Number(warning.calls); ++call) assert.equal(await answer(), 101);
  assert.equal(await answer(), 503);
  assert.equal((await bridge.get('/healthz')).calls_active, Number(warning.calls));
});

test('a default that does not fit is lowered without a warning', async () => {
  const bridge = await bridgeWith('ulimit -n 300');
  assert.deepEqual(
    bridge.log().filter(({ level }) => level !== 'info'),
    [],
  );
});

test('the soft limit of open files is raised to the hard one', async () => {
  const bridge = await bridgeWith('ulimit -Sn 128; ulimit -Hn 4096', { limits: { calls: 1_000_000 } });
  assert.equal(bridge.log().find(({ code }) => code === 4008).open_files, '4096');
});

for (const [args, usual, code] of [
  [['config', 'check', tmpdir()], 1, 'error 4001 config_unreadable: '],
  [['serve', '--config', tmpdir()], 1, 'error 4001 config_unreadable: '],
  [['call', 'ws://127.0.0.1:9/', '--as', 'twilio', '--say', tmpdir()], 2, 'error 6008 audio_file_unreadable: '],
])
  test(`hookswitch ${args.slice(0, 2).join(' ')} with a folder for a file: ${code}`, async () => {
    const { code: exit, stderr } = await hookswitch('native', ...args);
    assert.equal(exit, usual);
    assert.ok(stderr.startsWith(code) && /directory/.test(stderr), stderr);
  });
