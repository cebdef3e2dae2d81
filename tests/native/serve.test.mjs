// What `hookswitch serve` promises besides calls: a clean stop, a readable log, a checked configuration, an external agent.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { program, startBridge } from '../kit/bridge.mjs';
import { ends } from '../kit/ends.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'hookswitch-serve-'))));
after(() => rm(folder, { recursive: true }));

async function start(options) {
  const bridge = await startBridge(options);
  ends.push(() => bridge.close());
  return bridge;
}

const media = (bridge, dialect) => `${bridge.url.replace('http', 'ws')}media/${dialect}`;

test('SIGTERM ends the calls with their records and exits 0 within 3 s', async () => {
  const store = join(folder, 'drained.db');
  const first = await start({ store });
  const call = hookswitch(
    'native',
    'call',
    media(first, 'twilio'),
    '--as',
    'twilio',
    '--say',
    speechFile,
    '--wait',
    '60',
    '--json',
  );
  const id = await until('a call streams', async () => {
    const [live] = (await first.get('/v1/calls?state=live')).calls;
    return live?.state === 'streaming' && live.id;
  });
  const asked = Date.now();
  assert.equal(await first.kill('SIGTERM'), 0);
  assert.ok(Date.now() - asked < 4_000, `it took ${Date.now() - asked} ms`);
  await call;

  const second = await start({ store });
  assert.equal((await second.get('/healthz')).store.recovered, 0);
  assert.equal((await second.get(`/v1/calls/${id}`)).end.cause, 'draining');
});

test('a mistaken configuration is named whole by config check, and serve does not start with it', async () => {
  const file = join(folder, 'config.json');
  await writeFile(file, '{ // two mistakes\n "server": {"port": "8080"}, "agnet": {} }');
  for (const args of [
    ['config', 'check', file],
    ['serve', '--config', file],
  ]) {
    const { code, stdout, stderr } = await hookswitch('native', ...args);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^error 4003 bad_value: .*server\.port/m);
    assert.match(stderr, /^error 4002 unknown_key: .*agnet/m);
  }
  await writeFile(file, '{"server": {"port": 0}, "log": {"level": "error"}}');
  assert.equal((await hookswitch('native', 'config', 'check', file)).code, 0);
});

test('a bridge dials a stand-alone agent; log and record are ASCII, name the call and hold no key', async () => {
  const agent = spawn(program, ['emulate', 'agent', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  ends.push(() => agent.kill('SIGKILL'));
  const url = await new Promise((resolve) => agent.stdout.once('data', (text) => resolve(/(ws:\S+)/.exec(text)[1])));
  const file = join(folder, 'agent.json');
  await writeFile(join(folder, 'key'), 'sk-test-secret\n');
  await writeFile(file, JSON.stringify({ agent: { url, model: 'gpt-realtime', key: { file: join(folder, 'key') } } }));

  // Started by hand: the test reads what it logs.
  const bridge = spawn(program, ['serve', '--port', '0', '--store', join(folder, 'agent.db'), '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  ends.push(() => bridge.kill('SIGKILL'));
  let log = '';
  bridge.stderr.on('data', (text) => (log += text));
  const base = await new Promise((resolve) =>
    bridge.stdout.once('data', (text) => resolve(/(http:\S+)/.exec(text)[1])),
  );
  const { code, stdout, stderr } = await hookswitch(
    'native',
    'call',
    `${base.replace('http', 'ws')}/media/vonage`,
    '--as',
    'vonage',
    '--say',
    speechFile,
    '--param',
    'name=Zo\u00eb',
    '--json',
  );
  assert.equal(code, 0, stderr);
  const id = JSON.parse(stdout).host_call_id;
  const record = await until('the record is complete', async () => {
    const now = await (await fetch(`${base}/v1/calls/${id}`)).text();
    return JSON.parse(now).end && now;
  });
  assert.deepEqual(
    JSON.parse(record).transcript.map(({ speaker }) => speaker),
    ['caller', 'agent'],
  );
  const closed = new Promise((resolve) => bridge.once('close', resolve));
  bridge.kill('SIGTERM');
  assert.equal(await closed, 0);

  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.filter((line) => line.call_id === id).map((line) => line.message),
    ['call started', 'call ended'],
  );
  assert.match(log + record, /^[\x20-\x7e\n]*$/);
  assert.ok(!(log + record).includes('sk-test-secret'));
});
