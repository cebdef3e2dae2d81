// `npx hookswitch call`: flags, output, exit codes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { ends } from '../kit/ends.mjs';
import { hostedCarriers, startHost } from '../kit/host.mjs';
import { assertHeard } from '../kit/likeness.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

const program = fileURLToPath(new URL('../../wasm/dist/cli/main.js', import.meta.url));
let folder;

before(async () => (folder = await mkdtemp(join(tmpdir(), 'hookswitch-cli-'))));
after(() => rm(folder, { recursive: true }));
async function hosted(dialect, options) {
  const host = await startHost(dialect, options);
  ends.push(() => host.close());
  return host;
}

const hookswitch = (...args) =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });

for (const as of hostedCarriers)
  test(`a call as ${as} says a file, records the answer and ends when that is over`, async () => {
    const host = await hosted(as);
    const record = join(folder, `${as}.wav`);
    const { code, stdout, stderr } = await hookswitch(
      'call',
      host.url,
      '--as',
      as,
      '--rate',
      '8000',
      '--say',
      speechFile,
      '--record',
      record,
      '--wait',
      '1',
      '--param',
      'order=7',
      '--json',
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.equal(stdout.trimEnd().split('\n').length, 1);
    const report = JSON.parse(stdout);
    assert.equal(report.schema, 1);
    assert.equal(report.outcome, 'completed');
    assert.ok(report.media.sent.audio_ms > 2800);
    const heard = await decodeWav(await readFile(record));
    assert.equal(heard.rateHz, 8000);
    assertHeard(await decodeWav(speech), heard);
    await host.calls[0].closed;
  });

test('without --json people read what happens and how it ended', async () => {
  const host = await hosted('twilio', { echo: false });
  const { code, stdout, stderr } = await hookswitch(
    'call',
    host.url,
    '--as',
    'twilio',
    '--digits',
    '12',
    '--max-seconds',
    '3',
  );
  assert.equal(code, 4);
  assert.match(stderr, /connected[\s\S]*digit {2}1[\s\S]*digit {2}2[\s\S]*hang_up/);
  assert.match(stdout, /outcome {3}aborted: limit_reached[\s\S]*2033 The call was cut[\s\S]*2019 Nothing was heard/);
  assert.deepEqual(
    host.calls[0].messages.filter(({ event }) => event === 'dtmf').map(({ dtmf }) => dtmf.digit),
    ['1', '2'],
  );
});

test('a host that hangs up first ends the program', async () => {
  const host = await hosted('twilio', { onCall: (call) => setTimeout(() => call.socket.close(1000), 2_000) });
  const { code, stdout } = await hookswitch('call', host.url, '--as', 'twilio', '--say', speechFile, '--json');
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).end.cause, 'host_closed');
});

test('a call that fails exits with 1 and still reports', async () => {
  const { code, stdout } = await hookswitch('call', 'ws://127.0.0.1:1/media', '--as', 'twilio', '--json');
  assert.equal(code, 1);
  const report = JSON.parse(stdout);
  assert.equal(report.outcome, 'failed');
  assert.equal(report.end.name, 'host_unreachable');
});

test('unusable files exit with 2 and name the file', async () => {
  const host = await hosted('twilio');
  const missing = await hookswitch('call', host.url, '--as', 'twilio', '--say', join(folder, 'none.wav'));
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^error 6008 audio_file_unreadable: .*none\.wav/);
  const notAudio = await hookswitch('call', host.url, '--as', 'twilio', '--say', program);
  assert.equal(notAudio.code, 2);
  assert.match(notAudio.stderr, /^error 1018 bad_wav: /);
  assert.equal(host.calls.length, 0);
});

test('wrong usage exits with 2 and says what is wrong', async () => {
  const cases = [
    [[], /a command is required/],
    [['sing'], /unknown command: sing/],
    [['call'], /a URL is required/],
    [['call', 'ws://h/'], /--as is required/],
    [['call', 'ws://h/', '--as', 'twillio'], /twillio.*ucid:waybeo/],
    [['call', 'ws://h/', 'ws://i/', '--as', 'twilio'], /one URL/],
    [['call', 'ws://h/', '--as', 'twilio', '--loud'], /--loud/],
    [['call', 'ws://h/', '--as', 'twilio', '--wait', 'long'], /--wait long/],
    [['call', 'ws://h/', '--as', 'twilio', '--wait', '601'], /from 0 to 600/],
    [['call', 'ws://h/', '--as', 'twilio', '--max-seconds', '7201'], /from 0\.1 to 7200/],
    [['call', 'ws://h/', '--as', 'twilio', '--param', 'novalue'], /KEY=VALUE/],
    [['call', 'ws://h/', '--as', 'twilio', '--digits', '5x'], /--digits 5x/],
    [['call', 'http://h/', '--as', 'twilio'], /bad_url/],
    [['call', 'ws://h/echo#x', '--as', 'twilio'], /6007 bad_url: .*fragment/],
    [['call', 'ws://h/', '--as', 'twilio', '--rate', '16000'], /bad_argument: --rate 16000/],
  ];
  for (const [args, wanted] of cases) {
    const { code, stdout, stderr } = await hookswitch(...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, wanted);
  }
});

test('--help and --version answer on standard output', async () => {
  const help = await hookswitch('--help');
  assert.equal(help.code, 0);
  assert.match(help.stdout, /hookswitch call URL --as/);
  assert.match((await hookswitch('--version')).stdout, /^hookswitch \d+\.\d+\.\d+\n$/);
});
