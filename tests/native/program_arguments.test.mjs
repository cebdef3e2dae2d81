// The arguments of the native program and of the npm package's: both refuse the same ones in the same words.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hookswitch, programs } from '../kit/programs.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'hookswitch-arguments-'))));
after(() => rm(folder, { recursive: true }));

test('both programs find the same fault in the same arguments, in the same words', { concurrency: true }, async (t) => {
  await writeFile(
    join(folder, 'slow.wav'),
    Buffer.concat([speech.subarray(0, 24), Buffer.from(Uint32Array.of(4_000).buffer), speech.subarray(28)]),
  );
  await writeFile(join(folder, 'none.wav'), 'no audio');
  const cases = [
    [['sing'], 2, /4006 bad_argument: unknown command: sing/],
    [[], 2, /a command is required/],
    [['call'], 2, /a URL is required/],
    [['call', 'ws://h/'], 2, /--as is required; there are .*vonage.*ucid:waybeo/],
    [['call', 'ws://h/', '--as', 'twillio'], 2, /--as twillio; there are .*vonage.*ucid:waybeo/],
    [['call', 'ws://h/', '--as'], 2, /--as needs a value/],
    [['call', 'ws://h/', 'ws://i/', '--as', 'twilio'], 2, /only one URL is accepted/],
    [['call', 'ws://h/', '--as', 'twilio', '--loud'], 2, /unexpected argument: --loud/],
    ...['fast', '8000.5', '-1', '7999', '48001', '8e3'].map((rate) => [
      ['call', 'ws://h/', '--as', 'vonage', '--rate', rate],
      2,
      new RegExp(`--rate ${rate}: a whole number from 8000 to 48000 is required`),
    ]),
    [['call', 'ws://h/', '--as', 'twilio', '--rate', '16000'], 2, /--rate 16000: not a rate of twilio/],
    ...['-1', '1.5', 'x', '9007199254740992'].map((seed) => [
      ['call', 'ws://h/', '--as', 'twilio', '--seed', seed],
      2,
      new RegExp(`--seed ${seed}: a whole number from 0 to 9007199254740991 is required`),
    ]),
    [['call', 'ws://h/', '--as', 'twilio', '--wait', '601'], 2, /--wait 601: a number from 0 to 600 is required/],
    [['call', 'ws://h/#x', '--as', 'twilio'], 2, /^error 6007 bad_url: a socket takes no #fragment\n/],
    [
      ['call', 'ws://h/', '--as', 'twilio', '--max-seconds', '0'],
      2,
      /--max-seconds 0: a number from 0\.1 to 7200 is required/,
    ],
    [['call', 'ws://h/', '--as', 'twilio', '--param', 'novalue'], 2, /--param novalue: KEY=VALUE is required/],
    [['call', 'ws://h/', '--as', 'twilio', '--barge-in', '500'], 2, /--barge-in requires --say/],
    [
      ['call', 'ws://h/', '--as', 'twilio', '--say', speechFile, '--barge-in', '0.5'],
      2,
      /--barge-in 0\.5: a whole number from 0 to 60000 is required/,
    ],
    [['call', 'ws://h/', '--as', 'twilio', '--digits', '5x'], 2, /--digits 5x: 0-9/],
    [
      ['call', 'ws://h/', '--as', 'twilio', '--say', join(folder, 'missing.wav')],
      2,
      /6008 audio_file_unreadable: .*missing\.wav: No such file/,
    ],
    [['call', 'ws://h/', '--as', 'twilio', '--say', join(folder, 'none.wav')], 2, /1018 bad_wav: .*none\.wav/],
    [
      ['call', 'ws://h/', '--as', 'twilio', '--say', join(folder, 'slow.wav')],
      2,
      /1018 bad_wav: .*slow\.wav: 4000 Hz; 8000 to 48000 can be said/,
    ],
    [
      ['call', 'ws://h/', '--as', 'twilio', '--record', join(folder, 'no/such.wav')],
      2,
      /6009 audio_file_unwritable: .*such\.wav: No such file/,
    ],
    [['call', 'http://h/', '--as', 'twilio'], 2, /6007 bad_url/],
  ];
  for (const [args, code, wanted] of cases)
    await t.test(args.join(' '), async () => {
      const [native, npm] = await Promise.all(programs.map((program) => hookswitch(program, ...args)));
      assert.deepEqual(
        [native.code, npm.code, native.stdout, npm.stdout],
        [code, code, '', ''],
        native.stderr + npm.stderr,
      );
      assert.match(native.stderr, wanted);
      // Which commands there are is all that differs.
      const told = ({ stderr }) => stderr.replace(/; there (is|are) (serve.*|call, diagnose)$/m, '');
      assert.equal(told(npm), told(native));
    });
});

test('a number that a port cannot have is refused in the same words', async () => {
  for (const args of [['serve'], ['emulate', 'agent']]) {
    const { code, stderr } = await hookswitch('native', ...args, '--port', '65536');
    assert.equal(code, 2);
    assert.match(stderr, /^error 4006 bad_argument: --port 65536: a whole number from 0 to 65535 is required\n/);
  }
  const { stderr } = await hookswitch('native', 'emulate', 'sing');
  assert.match(stderr, /^error 4006 bad_argument: unknown command: sing; there is agent\n/);
});
