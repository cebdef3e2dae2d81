// The native program and the npm package's: what one does on a call, the other does too.
import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { startHost, startRefuser } from '../kit/host.mjs';
import { hookswitch, programs, start } from '../kit/programs.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'hookswitch-programs-'))));
after(() => rm(folder, { recursive: true }));

/** A host for one test. */
async function hosted(t, dialect, options) {
  const host = await startHost(dialect, options);
  t.after(() => host.close());
  return host;
}

/** Hears the call come up, then reads nothing more: no stop and no close. */
const deaf = {
  echo: false,
  onMessage(_, call) {
    if (call.audioMessages === 0) return false;
    call.socket.pause();
    return true;
  },
};

for (const program of programs)
  describe(`the ${program} program`, { concurrency: true }, () => {
    test('waits for the answer although the agent has greeted before', async (t) => {
      const { samples } = await decodeWav(speech);
      const words = Buffer.from(samples.buffer, samples.byteOffset, 2 * 8_000);
      const say = (call) => {
        for (let at = 0; at < words.length; at += 320) call.send(words.subarray(at, at + 320));
      };
      const answerAfter = 300; // frames of the caller, 20 ms each: 3 s after the caller's last word
      const host = await hosted(t, 'vonage', {
        echo: false,
        onCall: say,
        onMessage: (_, call) => call.audioMessages === answerAfter && say(call),
      });
      const { stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'vonage',
        '--rate',
        '8000',
        '--say',
        speechFile,
        '--wait',
        '1',
        '--json',
      );
      const report = JSON.parse(stdout);
      assert.equal(report.outcome, 'completed', stderr);
      assert.equal(report.media.received.audio_ms, 2_000);
      assert.ok(report.media.sent.frames > answerAfter + 50, `${report.media.sent.frames} frames`);
    });

    test('says that the host never closed, after the bound of the report and not before', async (t) => {
      const host = await hosted(t, 'vonage', deaf);
      const { code, stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'vonage',
        '--max-seconds',
        '2',
        '--json',
      );
      assert.equal(code, 4, stderr);
      const report = JSON.parse(stdout);
      assert.equal(report.host_closed_after_ms, null);
      assert.deepEqual(report.milestones.at(-1), { name: 'closed', missing: true });
      const finding = report.findings.find(({ name }) => name === 'host_never_closed');
      assert.match(finding.evidence, /^still open 15\d\d\d ms/);
    });

    test('hangs up at --max-seconds although it still waits after the answer', async (t) => {
      const host = await hosted(t, 'twilio');
      const { code, stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'twilio',
        '--say',
        speechFile,
        '--wait',
        '60',
        '--max-seconds',
        '5',
        '--json',
      );
      assert.equal(code, 4, stderr);
      const report = JSON.parse(stdout);
      assert.deepEqual(
        [report.outcome, report.end.cause, report.end.name, report.end.detail],
        ['aborted', 'limit_reached', 'cut_at_limit', 'after 5 s'],
      );
      const hungUp = report.milestones.find(({ name }) => name === 'hung_up').at_ms;
      assert.ok(hungUp > 4_000 && hungUp < 8_000, `hung up after ${hungUp} ms`);
    });

    test('tells a close without a code, sent as it closes itself, from a broken connection', async (t) => {
      const host = await hosted(t, 'twilio', { closing: [] });
      const { code, stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'twilio',
        '--max-seconds',
        '4',
        '--json',
      );
      assert.equal(code, 4, stderr);
      const { event, detail } = JSON.parse(stdout).timeline.at(-1);
      assert.deepEqual([event, detail], ['closed', '1005']);
    });

    test('presses keys one after the other', async (t) => {
      const pressed = [];
      const host = await hosted(t, 'twilio', {
        echo: false,
        onMessage: ({ event, dtmf }, call) => event === 'dtmf' && pressed.push([dtmf.digit, call.audioMessages]),
      });
      const { code, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'twilio',
        '--digits',
        '1#5',
        '--max-seconds',
        '6',
        '--json',
      );
      assert.equal(code, 4, stderr);
      assert.equal(pressed.map(([digit]) => digit).join(''), '1#5');
      const frames = pressed.slice(1).map(([, at], i) => at - pressed[i][1]);
      assert.ok(
        frames.every((between) => between >= 10),
        `${frames} frames of 20 ms between them`,
      );
    });

    test('never prints what is secret in a URL', async () => {
      const secret = /hunter2|t0ken/;
      for (const args of [
        ['call', 'ws://me:hunter2@127.0.0.1:1/media?token=t0ken', '--as', 'twilio'],
        ['call', 'ws://me:hunter2@127.0.0.1:1/media?token=t0ken', '--as', 'twilio', '--json'],
        ['call', 'http://me:hunter2@h/?token=t0ken', '--as', 'twilio'],
        ['call', 'ws://me:hunter2@:x/?token=t0ken', '--as', 'twilio'],
        ['call', 'ws://h/', 'ws://me:hunter2@h/?token=t0ken', '--as', 'twilio'],
        ['ws://me:hunter2@h/?token=t0ken', '--as', 'twilio'],
      ]) {
        const { code, stdout, stderr } = await hookswitch(program, ...args);
        assert.ok(code === 1 || code === 2, `${args}: ${code}`);
        assert.doesNotMatch(stdout + stderr, secret, String(args));
      }
    });

    for (const signal of ['SIGINT', 'SIGTERM'])
      test(`hangs up on ${signal}: the host is told, the report and the recording are written`, async (t) => {
        let streams;
        const streaming = new Promise((resolve) => (streams = resolve));
        const host = await hosted(t, 'twilio', { onMessage: (_, call) => call.audioMessages === 20 && streams() });
        const wav = join(folder, `${program}-${signal}.wav`);
        const call = start(program, 'call', host.url, '--as', 'twilio', '--record', wav, '--json');
        await streaming;
        call.signal(signal);
        const { code, stdout, stderr } = await call.over;
        assert.equal(code, 4, stderr);
        const { outcome, end } = JSON.parse(stdout);
        assert.deepEqual([outcome, end.cause, end.by, end.detail], ['aborted', 'aborted', 'caller', signal]);
        assert.match(stderr, new RegExp(`^error 2032 aborted: ${signal}\n`));
        await host.calls[0].closed;
        assert.equal(host.calls[0].events().at(-1), 'stop');
        assert.ok((await decodeWav(await readFile(wav))).samples.length > 0);
      });

    test('is ended by a second signal while it waits for the host', async (t) => {
      let deafened;
      const isDeaf = new Promise((resolve) => (deafened = resolve));
      const onMessage = (message, heard) => deaf.onMessage(message, heard) && deafened();
      const host = await hosted(t, 'vonage', { ...deaf, onMessage });
      const call = start(program, 'call', host.url, '--as', 'vonage');
      await isDeaf;
      call.signal('SIGINT');
      await call.told(/hang_up/);
      call.signal('SIGINT');
      assert.equal((await call.over).code, 'SIGINT');
    });

    test('gives a call up that is still being dialed when it is told to stop', async (t) => {
      let asked;
      const upgrade = new Promise((resolve) => (asked = resolve));
      const silent = await startRefuser(() => asked());
      t.after(() => silent.close());
      const call = start(program, 'call', silent.url, '--as', 'twilio', '--json');
      await upgrade;
      call.signal('SIGTERM');
      const { code, stdout } = await call.over;
      assert.equal(code, 4);
      assert.equal(JSON.parse(stdout).end.cause, 'aborted');
    });

    test('finds out before the call that the recording cannot be written', async (t) => {
      const host = await hosted(t, 'twilio');
      const { code, stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'twilio',
        '--record',
        join(folder, 'no/such/folder.wav'),
      );
      assert.deepEqual([code, stdout, host.calls.length], [2, '', 0]);
      assert.match(stderr, /^error 6009 audio_file_unwritable: .*folder\.wav.*\n {2}\S.*\n$/);
    });

    test('tells the whole report, and fails, when the recording cannot be written after the call', async (t) => {
      const host = await hosted(t, 'twilio');
      const { code, stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'twilio',
        '--say',
        speechFile,
        '--record',
        '/dev/full',
        '--json',
      );
      assert.equal(code, 1);
      assert.equal(JSON.parse(stdout).outcome, 'completed');
      assert.match(stderr, /^error 6009 audio_file_unwritable: \/dev\/full: No space left on device/);
    });

    test('leaves an older recording alone until there is a new one', async () => {
      const wav = join(folder, `${program}-older.wav`);
      await writeFile(wav, 'older');
      const { code } = await hookswitch(program, 'call', 'http://h/', '--as', 'twilio', '--record', wav);
      assert.equal(code, 2);
      assert.equal(await readFile(wav, 'utf8'), 'older');
      const failed = await hookswitch(program, 'call', 'ws://127.0.0.1:1/', '--as', 'twilio', '--record', wav);
      assert.equal(failed.code, 1);
      assert.equal(await readFile(wav, 'utf8'), 'older');
    });

    test('leaves no recording of a call that never came up', async () => {
      const wav = join(folder, `${program}-none.wav`);
      const { code } = await hookswitch(program, 'call', 'ws://127.0.0.1:1/', '--as', 'twilio', '--record', wav);
      assert.equal(code, 1);
      await assert.rejects(access(wav), { code: 'ENOENT' });
    });

    test('tells an error in one form: number, name, what, and below it what to do', async () => {
      const told = async (...args) => (await hookswitch(program, 'call', ...args)).stderr;
      assert.match(await told('http://h/', '--as', 'twilio'), /^error 6007 bad_url: .+\n {2}Use ws:\/\/.+\n$/);
      assert.match(await told('ws://h/', '--as', 'twillio'), /^error 4006 bad_argument: .*twillio.*\n {2}\S.*\n$/);
      assert.match(
        await told('ws://h/', '--as', 'twilio', '--say', join(folder, 'none.wav')),
        /^error 6008 audio_file_unreadable: .*none\.wav.*\n {2}\S.*\n$/,
      );
      assert.match(
        await told('ws://127.0.0.1:1/', '--as', 'twilio', '--json'),
        /^error 2014 host_unreachable: .*\n {2}\S.*\n$/,
      );
    });

    test('repeats what a host said that refuses, with its status once', async (t) => {
      const refuser = await startRefuser((_, socket) =>
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 9\r\n\r\nbad key x'),
      );
      t.after(() => refuser.close());
      const { code, stdout } = await hookswitch(program, 'call', refuser.url, '--as', 'twilio', '--json');
      assert.equal(code, 1);
      assert.equal(JSON.parse(stdout).end.detail, 'HTTP 401 Unauthorized: bad key x');
    });

    test('tells a problem document of a host that refuses in a line', async (t) => {
      const problem = {
        type: `urn:${'x'.repeat(400)}`,
        title: 'Unknown dialect',
        status: 404,
        code: 5003,
        detail: "no dialect 'x'; known are: twilio",
        remedy: 'Use one of them.',
      };
      const body = JSON.stringify(problem);
      const refuser = await startRefuser((_, socket) =>
        socket.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
      );
      t.after(() => refuser.close());
      const { code, stderr } = await hookswitch(program, 'call', refuser.url, '--as', 'twilio', '--json');
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^error 2015 host_refused: HTTP 404 Not Found: 5003 Unknown dialect: no dialect 'x'; known are: twilio\. Use one of them\.\n/,
      );
    });

    test('tells people the same of a call', async (t) => {
      const host = await hosted(t, 'twilio', { echo: false });
      const { code, stdout, stderr } = await hookswitch(
        program,
        'call',
        host.url,
        '--as',
        'twilio',
        '--max-seconds',
        '2',
      );
      assert.equal(code, 4);
      assert.match(stderr, /^ {3}0\.000 s {2}dialing {2}ws:.*\n( +\d+\.\d{3} s {2}.+\n)+$/);
      assert.match(
        stdout,
        /^call {6}\w+ as twilio\noutcome {3}aborted: limit_reached\nduration {2}\d\.\d{3} s, sent \d\.\d{3} s, received 0\.000 s, speech heard 0\.000 s\nfinding {3}2033 .+: after 2 s\n {10}\S.+\nfinding {3}2019 Nothing was heard: .+\n {10}\S.+\n$/,
      );
    });
  });
