// How a call ends without a hang-up: at its limit, with its phone, with its process. Its results stay available.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HookswitchError, Phone } from '../../wasm/dist/entry-node.js';
import { ends, kept } from '../kit/ends.mjs';
import { startHost, startRefuser } from '../kit/host.mjs';
import { speech } from '../kit/speech.mjs';

const ended = (phone) => new Promise((resolve) => phone.on('ended', resolve));
const heard = (phone) => new Promise((resolve) => phone.on('hearing', resolve));

test('a call is hung up at its limit', async () => {
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  const over = ended(phone);
  await phone.dial(host.url, { as: 'twilio', maxSeconds: 3 });
  assert.equal(await phone.say({ samples: new Int16Array(80_000), rateHz: 8_000 }), false);
  const { report } = await over;
  assert.equal(report.end.cause, 'limit_reached');
  assert.equal(report.outcome, 'aborted');
  assert.deepEqual([report.end.name, report.end.by, report.end.detail], ['cut_at_limit', 'phone', 'after 3 s']);
  assert.ok(report.duration_ms < 8_000, `${report.duration_ms} ms`);
  assert.ok(host.calls[0].events().includes('stop'));
});

test('a call that is still being dialed at its limit is given up', async () => {
  const host = kept(await startRefuser(() => undefined));
  const phone = kept(new Phone());
  await assert.rejects(phone.dial(host.url, { as: 'twilio', maxSeconds: 0.3 }), HookswitchError);
  assert.equal(phone.call.report.end.cause, 'limit_reached');
});

test('a limit that is none is refused', async () => {
  const phone = kept(new Phone());
  for (const maxSeconds of [0, -1, NaN, Infinity, '5', 86_401])
    await assert.rejects(phone.dial('ws://127.0.0.1:1/', { as: 'twilio', maxSeconds }), {
      name: 'bad_value',
      detail: /maxSeconds/,
    });
});

for (const close of ['close', Symbol.asyncDispose])
  test(`${String(close)} in mid-call keeps the report and what was heard`, async () => {
    const host = kept(await startHost('twilio'));
    const phone = new Phone();
    let told = 0;
    phone.on('ended', () => (told += 1));
    await phone.dial(host.url, { as: 'twilio' });
    const speaking = phone.say(speech);
    await heard(phone);
    const from = performance.now();
    await phone[close]();
    assert.ok(performance.now() - from < 2_000);
    assert.equal(await speaking, false);
    assert.equal(phone.call.state, 'ended');
    assert.equal(phone.call.report.outcome, 'aborted');
    assert.equal(phone.call.report.end.by, 'caller');
    assert.ok(phone.call.report.media.received.frames > 0);
    assert.ok(phone.heard().samples.length > 0);
    assert.ok((await phone.getStats()).packetsReceived > 0);
    assert.equal(told, 1);

    const { report } = phone.call;
    await assert.rejects(phone.dial(host.url, { as: 'twilio' }), { name: 'misuse' });
    await phone.close();
    assert.equal(phone.call.report, report);
    assert.equal(phone.report, report);
    assert.equal(await phone.hangUp(), report);
    await host.calls[0].closed;
    assert.ok(host.calls[0].events().includes('stop'));
    assert.equal(host.calls[0].closeCode, 1000);
  });

test('close() does not wait for a host that never closes', async () => {
  const host = kept(await startHost('ucid', { echo: false }));
  const phone = new Phone();
  await phone.dial(host.url, { as: 'ucid:waybeo' });
  const report = phone.hangUp();
  const from = performance.now();
  await phone.close();
  assert.ok(performance.now() - from < 2_000);
  assert.equal((await report).end.cause, 'hung_up');
});

test('every promise settles when the phone is closed', async () => {
  const host = kept(await startHost('twilio', { echo: false }));
  const phone = new Phone();
  await phone.dial(host.url, { as: 'twilio' });
  const waiting = [phone.say(speech), phone.answered(), phone.hangUp(), phone.getStats()];
  await phone.close();
  const settled = await Promise.allSettled(waiting);
  assert.deepEqual(
    settled.map(({ status }) => status),
    Array(4).fill('fulfilled'),
  );
  assert.equal(settled[1].value, false);
});

test('a phone that is closed while it dials says so, and the call has a report', async () => {
  const host = kept(await startRefuser(() => undefined));
  const phone = new Phone();
  const dialing = phone.dial(host.url, { as: 'twilio' });
  await new Promise((resolve) => phone.on('dialing', resolve));
  await phone.close();
  await assert.rejects(dialing, { name: 'aborted' });
  assert.equal(phone.call.report.outcome, 'aborted');
});

test('a dial() that is refused leaves the last call as it was', async () => {
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  await phone.dial(host.url, { as: 'twilio' });
  void phone.say(speech);
  await heard(phone);
  const report = await phone.hangUp();
  const samples = phone.heard().samples.length;
  for (const options of [{ as: 'twilio', rate: 16_000 }, { as: 'twilio', form: 'x' }, { as: 'twillio' }])
    await assert.rejects(phone.dial(host.url, options), HookswitchError);
  assert.equal(phone.call.report, report);
  assert.equal(phone.call.state, 'ended');
  assert.equal(phone.heard().samples.length, samples);
  assert.ok((await phone.getStats()).packetsReceived > 0);

  await phone.dial(host.url, { as: 'twilio' });
  assert.equal(phone.call.report, undefined); // of the call that is up
  assert.equal(phone.report, report); // of the one before
  await phone.hangUp();
  assert.notEqual(phone.report, report);
});

/** Runs a script with `Phone` and `url` in a separate process; `flags` are node's. */
async function script(url, text, { flags = [], withinMs = 20_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-ending-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'call.test.mjs');
  const entry = new URL('../../wasm/dist/entry-node.js', import.meta.url).href;
  writeFileSync(file, `import { Phone } from ${JSON.stringify(entry)};\nconst url = ${JSON.stringify(url)};\n${text}`);
  const from = performance.now();
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const child = spawn(process.execPath, [...flags, file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: withinMs,
  });
  let out = '';
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (out += part));
  const [code, signal] = await once(child, 'close');
  return { code, signal, out, tookMs: performance.now() - from };
}

for (const [where, flags] of [
  ['by the runner', ['--test']],
  ['alone', []],
])
  test(`a failed assertion with a call up lets node:test end, run ${where}, and the host hears of it`, async () => {
    const host = kept(await startHost('twilio'));
    const { code, signal, out } = await script(
      host.url,
      `
      import assert from 'node:assert/strict';
      import { test } from 'node:test';
      test('the agent answers', async () => {
        const phone = new Phone();
        await phone.dial(url, { as: 'twilio' });
        assert.equal(1, 2, 'what the test is about');
      });`,
      { flags },
    );
    assert.equal(signal, null, 'it hung');
    assert.equal(code, 1);
    assert.match(out, /what the test is about/);
    await host.calls[0].closed;
    assert.ok(host.calls[0].events().includes('stop'));
    assert.equal(host.calls[0].closeCode, 1000);
  });

test('a failed assertion whose phone has listeners ends with the limit of the call', async () => {
  const host = kept(await startHost('twilio'));
  const { code, signal } = await script(
    host.url,
    `
    import assert from 'node:assert/strict';
    import { test } from 'node:test';
    test('the agent answers', async () => {
      const phone = new Phone();
      phone.on('warning', () => undefined);
      await phone.dial(url, { as: 'twilio', maxSeconds: 2 });
      assert.fail();
    });`,
    { flags: ['--test'] },
  );
  assert.equal(signal, null, 'it hung');
  assert.equal(code, 1);
});

test('a program that waits for an event of the call alone goes on until it comes', async () => {
  const host = kept(await startHost('twilio', { onCall: (call) => setTimeout(() => call.socket.close(1000), 1_500) }));
  const { code, out } = await script(
    host.url,
    `
    const phone = new Phone();
    const over = new Promise((resolve) => phone.on('ended', resolve));
    await phone.dial(url, { as: 'twilio' });
    console.log((await over).report.end.cause);`,
  );
  assert.equal(out.trim(), 'host_closed');
  assert.equal(code, 0);
});

test('a program that waits for a promise of the phone alone goes on until it settles', async () => {
  const host = kept(await startHost('twilio', { echo: false }));
  const { code, out } = await script(
    host.url,
    `
    const phone = new Phone();
    await phone.dial(url, { as: 'twilio' });
    console.log(await phone.say({ samples: new Int16Array(8000), rateHz: 8000 }));
    console.log(await phone.answered({ withinMs: 300 }));
    console.log((await phone.hangUp()).outcome);`,
  );
  assert.equal(out.trim(), 'true\nfalse\ncompleted');
  assert.equal(code, 0);
});
