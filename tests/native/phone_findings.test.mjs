// What both programs report of a call with findings: which side caused them, what was missed, the remedy.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { decodeWav, encodeWav } from '../../wasm/dist/entry-node.js';
import { startHost, startRefuser } from '../kit/host.mjs';
import { hookswitch, programs } from '../kit/programs.mjs';
import { accept, frame, startRawHost } from '../kit/raw-host.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

const run = promisify(execFile);
let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'hookswitch-findings-'))));
after(() => rm(folder, { recursive: true }));

const evidence = ({ findings }, name) => findings.find((finding) => finding.name === name)?.evidence;
const speechMs = async () => {
  const { samples, rateHz } = await decodeWav(speech);
  return Math.floor((samples.length * 1_000) / rateHz);
};

for (const program of programs)
  describe(`the ${program} program`, { concurrency: 2 }, () => {
    async function called(t, host, ...args) {
      t.after(() => host.close());
      const { code, stdout, stderr } = await hookswitch(program, 'call', host.url, '--as', 'twilio', ...args, '--json');
      return { code, stderr, report: JSON.parse(stdout) };
    }
    async function refused(t, answer) {
      const { report, code } = await called(t, await startRefuser((_, socket) => socket.end(answer)));
      assert.deepEqual([code, report.end.name], [1, 'host_refused']);
      return report;
    }

    // ---- whose doing it was ----

    for (const [how, end] of [
      ['ended', (socket) => socket.destroy()],
      ['reset', (socket) => socket.resetAndDestroy()],
    ])
      test(`takes a connection that is ${how} for the host's doing, not for an idle timeout`, async (t) => {
        const { code, report } = await called(
          t,
          await startRawHost({ onUpgrade: (socket) => setTimeout(() => end(socket), 300) }),
        );
        assert.deepEqual([code, report.end.cause, report.end.by], [1, 'socket_lost', 'host'], report.end.detail);
        assert.doesNotMatch(JSON.stringify(report.findings), /idle|timeout/);
        assert.match(report.findings[0].remedy, /process/);
      });

    test("takes a message that is too large for the host's doing", async (t) => {
      const large = frame(0x82, 0x7f, [0, 0, 0, 0, 0, 0x20, 0, 0], Buffer.alloc(2 << 20));
      const { code, report } = await called(
        t,
        await startRawHost({ onUpgrade: (socket) => setTimeout(() => socket.write(large), 200) }),
      );
      assert.deepEqual(
        [code, report.end.cause, report.end.name, report.end.by],
        [1, 'message_too_large', 'message_too_large', 'host'],
        report.end.detail,
      );
    });

    // ---- what was missed ----

    test("says how much of the host's audio was never played when it closes early", async (t) => {
      const words = Buffer.alloc(8_000 * 3, 0x20).toString('base64'); // 3 s of mu-law
      const host = await startHost('twilio', {
        echo: false,
        onMessage({ event }, call) {
          if (event !== 'start') return;
          call.send({ event: 'media', streamSid: call.streamSid, media: { payload: words } });
          setTimeout(() => call.socket.close(1000), 1_000);
        },
      });
      const { report } = await called(t, host);
      assert.equal(report.outcome, 'completed');
      const [unplayed, all] = /^(\d+) ms of (\d+) ms were never played$/
        .exec(evidence(report, 'audio_not_played'))
        .slice(1)
        .map(Number);
      assert.equal(all, 3_000);
      assert.ok(unplayed > 1_000 && unplayed < 2_950, `${unplayed} ms`);
    });

    test("says how much of the caller's speech was said when the call is cut", async (t) => {
      const { code, report, stderr } = await called(
        t,
        await startHost('twilio'),
        '--say',
        speechFile,
        '--max-seconds',
        '1.5',
      );
      assert.equal(code, 4);
      const [said, all] = /^(\d+) ms of (\d+) ms were said$/
        .exec(evidence(report, 'speech_not_said'))
        .slice(1)
        .map(Number);
      assert.ok(Math.abs(all - (await speechMs())) <= 1, `${all} ms`);
      assert.ok(said > 500 && said < 1_300, `${said} ms`);
      assert.match(stderr, /^error 2033 cut_at_limit: after 1\.5 s\n/);
    });

    test('says that no speech was said when the host closes before it begins', async (t) => {
      const { report } = await called(
        t,
        await startHost('twilio', { onCall: ({ socket }) => setTimeout(() => socket.close(1000), 100) }),
        '--say',
        speechFile,
      );
      assert.match(evidence(report, 'speech_not_said'), /^0 ms of \d{4} ms were said$/);
    });

    for (const [what, finding, reply] of [
      ['nothing at all', 'nothing_heard', undefined],
      ['only silence', 'only_silence_heard', Buffer.alloc(160, 0xff).toString('base64')],
    ])
      test(`is not content with a host that sends ${what}`, async (t) => {
        const host = await startHost('twilio', {
          echo: false,
          onMessage({ event }, call) {
            if (event === 'media' && reply !== undefined)
              call.send({ event: 'media', streamSid: call.streamSid, media: { payload: reply } });
            if (call.audioMessages === 100) call.socket.close(1000);
          },
        });
        const { code, report, stderr } = await called(t, host, '--say', speechFile);
        assert.equal(report.outcome, 'completed');
        assert.ok(evidence(report, finding), JSON.stringify(report.findings));
        assert.equal(code, 1);
        assert.match(stderr, new RegExp(`^error 20\\d\\d ${finding}: `));
      });

    test('tells people that nothing was heard beside the outcome', async (t) => {
      const host = await startHost('twilio', {
        echo: false,
        onMessage: (_, call) => call.audioMessages === 30 && call.socket.close(1000),
      });
      t.after(() => host.close());
      const { code, stdout, stderr } = await hookswitch(program, 'call', host.url, '--as', 'twilio');
      assert.equal(code, 1);
      assert.match(stdout, /^outcome {3}completed: host_closed; nothing was heard\n/m);
      assert.doesNotMatch(stderr, /^error/m, 'said once, in the summary');
    });

    // ---- files that are not what they should be ----

    test('says a WAV file as far as it goes, with a finding', async (t) => {
      const { samples, rateHz } = await decodeWav(speech);
      const whole = await encodeWav({ samples: samples.subarray(0, rateHz), rateHz });
      const cut = join(folder, `${program}-cut.wav`);
      await writeFile(cut, whole.subarray(0, 44 + rateHz));
      const twice = join(folder, `${program}-twice.wav`);
      await writeFile(twice, Buffer.concat([whole, whole]));
      for (const [file, wanted, ms] of [
        [cut, /the file ends after 500 ms of 1000 ms/, 500],
        [twice, /another WAV file begins at byte \d+; only the first, 1000 ms, was used/, 1_000],
      ]) {
        const { report } = await called(
          t,
          await startHost('twilio'),
          '--say',
          file,
          '--wait',
          '0.5',
          '--max-seconds',
          '8',
        );
        assert.match(evidence(report, 'wav_incomplete'), wanted);
        assert.ok(evidence(report, 'wav_incomplete').startsWith(file));
        assert.equal(evidence(report, 'speech_not_said'), undefined, `${ms} ms`);
      }
    });

    test('names a file that is no WAV file, with a remedy that names it, too', async (t) => {
      for (const [name, head, wanted] of [
        [
          'speech.wav',
          'ID3\x04\0\0',
          /this is an MP3 file, not a WAV file\n {2}Convert it.*: ffmpeg -i \S*speech\.wav -ar 16000 -ac 1 converted\.wav\n$/,
        ],
        ["it's.wav", 'OggS\0\x02', /this is an Ogg file.*\n {2}.*ffmpeg -i '\S*it'\\''s\.wav' -ar/],
        [
          'raw.wav',
          '\x01\x02\x03\x04',
          /no WAV file: raw audio, or no audio at all\n {2}.*ffmpeg -f s16le -ar 8000 -ac 1 -i \S*raw\.wav -ar/,
        ],
        ['page.wav', '<!DOCTYPE html>', /this is HTML or XML, not a WAV file\n {2}Get the audio itself/],
      ]) {
        const file = join(folder, `${program}-${name}`);
        await writeFile(file, Buffer.from(head.padEnd(64, '\0'), 'latin1'));
        const { code, stderr } = await hookswitch(program, 'call', 'ws://h/', '--as', 'twilio', '--say', file);
        assert.equal(code, 2);
        assert.match(stderr, wanted);
      }
      t.diagnostic('the remedies are run in the test below');
    });

    test('gives remedies for files that work when they are pasted', {
      skip: spawnSync('ffmpeg', ['-version']).error && 'there is no ffmpeg here',
    }, async (t) => {
      const made = join(folder, `${program} 96k.wav`);
      await run('ffmpeg', ['-v', 'error', '-y', '-i', speechFile, '-ar', '96000', made]);
      const misnamed = join(folder, `${program}-misnamed.wav`);
      await run('ffmpeg', ['-v', 'error', '-y', '-i', speechFile, '-f', 'ogg', '-c:a', 'flac', misnamed]);
      const raw = join(folder, `${program}-raw.wav`);
      await writeFile(raw, speech.subarray(44));
      for (const file of [made, misnamed, raw]) {
        const { code, stderr } = await hookswitch(program, 'call', 'ws://h/', '--as', 'twilio', '--say', file);
        assert.equal(code, 2);
        const command = /: (ffmpeg .*)\n$/.exec(stderr)[1];
        const there = await mkdtemp(join(folder, 'pasted-'));
        await run('sh', ['-c', command], { cwd: there });
        const { rateHz, samples } = await decodeWav(await readFile(join(there, 'converted.wav')));
        assert.equal(rateHz, 16_000);
        assert.ok(samples.length > 16_000, file);
      }
      t.diagnostic('96 kHz, misnamed and raw');
    });

    // ---- who refuses, and what to do ----

    test('gives a remedy for a port that nobody listens on that works when it is pasted', async () => {
      const { stderr } = await hookswitch(
        program,
        'call',
        'ws://127.0.0.1:1/media?token=t0ken',
        '--as',
        'twilio',
        '--json',
      );
      const command = /: (curl .*)\n$/.exec(stderr)[1];
      assert.match(command, /http:\/\/127\.0\.0\.1:1\/$/);
      await assert.rejects(run('sh', ['-c', command]), { code: 7 }); // "Failed to connect", not 1: "unsupported protocol"
    });

    test('names where a redirect leads to, without its secrets', async (t) => {
      const { end, findings } = await refused(
        t,
        'HTTP/1.1 302 Found\r\nLocation: https://me:pw@elsewhere.example/login?token=t0ken&x=1\r\nContent-Length: 0\r\n\r\n',
      );
      assert.equal(end.detail, 'HTTP 302 Found, redirected to https://***@elsewhere.example/login?token=***&x=1');
      assert.match(findings[0].remedy, /redirect is not followed/);
    });

    test('tells a page of HTML by its words', async (t) => {
      const page =
        '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n';
      const { end } = await refused(
        t,
        `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
      );
      assert.equal(end.detail, 'HTTP 502 Bad Gateway: nginx/1.22.1');
    });

    test('tells no sentence with two stops, and nothing twice', async (t) => {
      const problem = JSON.stringify({ title: 'No.', detail: 'Not here.', remedy: 'Go there.' });
      const host = await startRefuser((_, socket) =>
        socket.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${problem.length}\r\n\r\n${problem}`),
      );
      t.after(() => host.close());
      const { stdout, stderr } = await hookswitch(program, 'call', host.url, '--as', 'twilio');
      assert.doesNotMatch(stdout + stderr, /\.\./);
      assert.equal((stdout + stderr).split('Go there').length, 2, stdout + stderr);
    });

    // ---- what a peer says, and a terminal ----

    const nasty = '\x1b]0;owned\x07\u009b2J\u202etxt\x7f';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
    const drives = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

    for (const [where, start] of [
      [
        'the reason of a close',
        () => startHost('twilio', { onCall: ({ socket }) => setTimeout(() => socket.close(4000, nasty), 200) }),
      ],
      [
        'a mark and an event',
        () =>
          startHost('twilio', {
            onMessage({ event }, call) {
              if (event !== 'start') return;
              call.send({ event: 'mark', streamSid: call.streamSid, mark: { name: nasty } });
              call.send({ event: nasty, streamSid: call.streamSid });
              call.send({ event: 'media', streamSid: call.streamSid, media: { payload: nasty } });
              setTimeout(() => call.socket.close(1000), 300);
            },
          }),
      ],
      [
        'the headers of the answer',
        () =>
          startRawHost({
            answer: (request) =>
              Buffer.from(accept(request, { 'X-Hookswitch-Call': '\u009b2J\u00c2\u009b' }), 'latin1'),
            onUpgrade: (socket) => setTimeout(() => socket.end(frame(0x88, 2, [3, 232])), 300),
          }),
      ],
      [
        'a refusal',
        () =>
          startRefuser((_, socket) =>
            socket.end(
              `HTTP/1.1 403 Forbidden\r\nLocation: /\u009b2J\r\nContent-Length: ${Buffer.byteLength(nasty)}\r\n\r\n${nasty}`,
            ),
          ),
      ],
    ])
      test(`prints nothing that drives a terminal from ${where}`, async (t) => {
        const host = await start();
        t.after(() => host.close());
        for (const more of [[], ['--json']]) {
          const { stdout, stderr } = await hookswitch(program, 'call', host.url, '--as', 'twilio', ...more);
          assert.doesNotMatch(stdout + stderr, drives);
          if (more.length > 0)
            assert.doesNotMatch(
              JSON.stringify(JSON.parse(stdout), (_, value) =>
                typeof value === 'string' ? value.replace(drives, 'CONTROL') : value,
              ),
              /CONTROL/,
            );
        }
      });

    test('prints nothing that drives a terminal from its own command line', async () => {
      const { stderr } = await hookswitch(program, 'call', 'ws://h/', '--as', nasty);
      assert.doesNotMatch(stderr, drives);
      assert.match(stderr, /--as \\x1b\]0;owned/);
    });
  });
