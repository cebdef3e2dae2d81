// Everything that can be asked wrongly or go wrong before a call is up, with its stable code.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { loadCore } from '../../wasm/dist/core.js';
import { decodeWav, encodeWav, errorCatalogue, HookswitchError, Phone } from '../../wasm/dist/entry-node.js';
import { HeardAudio } from '../../wasm/dist/heard-audio.js';
import { NodeBackend } from '../../wasm/dist/node-backend.js';
import { toConfig } from '../../wasm/dist/options.js';
import { ends, kept } from '../kit/ends.mjs';
import { startHost, startRefuser } from '../kit/host.mjs';

const named =
  (name, detail = /(?:)/) =>
  (error) => {
    assert.ok(error instanceof HookswitchError, String(error));
    assert.equal(error.name, name);
    assert.equal(error.code, errorCatalogue[name].code);
    assert.equal(error.remedy, errorCatalogue[name].remedy);
    assert.match(error.detail, detail);
    return true;
  };

test('a host that refuses the upgrade is quoted', async () => {
  const host = kept(
    await startRefuser((_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nno token\n')),
  );
  const phone = kept(new Phone());
  await assert.rejects(phone.dial(host.url, { as: 'twilio' }), named('host_refused', /403.*no token/));
  assert.equal(phone.call.report.outcome, 'failed');
  assert.equal(phone.call.report.end.code, 2015);
});

test('a refusal whose body never ends is not waited for', async () => {
  const host = kept(
    await startRefuser((_, socket) => socket.write('HTTP/1.1 503 Busy\r\nContent-Length: 99\r\n\r\nlater')),
  );
  const phone = kept(new Phone());
  const from = performance.now();
  await assert.rejects(phone.dial(host.url, { as: 'twilio' }), named('host_refused', /503.*later/));
  assert.ok(performance.now() - from < 2000);
});

test('a port where nothing listens is unreachable', async () => {
  const host = await startRefuser(() => undefined);
  await host.close();
  const phone = kept(new Phone());
  await assert.rejects(phone.dial(host.url, { as: 'twilio' }), named('host_unreachable', /ECONNREFUSED/));
});

test('a host that accepts and never answers is given up at the bound', async () => {
  const host = kept(await startRefuser(() => undefined));
  const phone = kept(new Phone());
  const from = performance.now();
  await assert.rejects(phone.dial(host.url, { as: 'twilio', dialTimeoutMs: 200 }), named('dial_timeout', /200 ms/));
  assert.ok(performance.now() - from < 1000);
});

test('a call that is hung up while it is being dialed is cancelled', async () => {
  const host = kept(await startRefuser(() => undefined));
  const phone = kept(new Phone());
  const dialing = phone.dial(host.url, { as: 'twilio' });
  const report = phone.hangUp();
  await assert.rejects(dialing, named('cancelled'));
  assert.equal((await report).end.cause, 'cancelled');
});

test('unusable arguments of dial() are named', async () => {
  const phone = kept(new Phone());
  const cases = [
    ['http://127.0.0.1/', { as: 'twilio' }, 'bad_url', /http:/],
    ['', { as: 'twilio' }, 'bad_url'],
    ['ws://127.0.0.1:1/#x', { as: 'twilio' }, 'bad_url', /fragment/],
    ['ws://127.0.0.1:1/', undefined, 'bad_value'],
    ['ws://127.0.0.1:1/', { as: 'twillio' }, 'unknown_dialect', /twillio.*ucid:waybeo/],
    ['ws://127.0.0.1:1/', { as: 'twilio', rate: 16000 }, 'unsupported_format', /rate/],
    ['ws://127.0.0.1:1/', { as: 'vonage', rate: 11025 }, 'unsupported_format', /rate/],
    ['ws://127.0.0.1:1/', { as: 'vonage', rate: '8000' }, 'bad_value', /rate/],
    ['ws://127.0.0.1:1/', { as: 'twilio', from: 5 }, 'bad_value', /from/],
    ['ws://127.0.0.1:1/', { as: 'twilio', parameters: { a: 1 } }, 'bad_value', /parameters\.a/],
    ['ws://127.0.0.1:1/', { as: 'twilio', dialTimeoutMs: 0 }, 'bad_value', /dialTimeoutMs/],
    ['ws://127.0.0.1:1/', { as: 'twilio', seed: -1 }, 'bad_value', /seed/],
  ];
  for (const [url, options, name, detail] of cases)
    await assert.rejects(phone.dial(url, options), named(name, detail), name);
});

test('what is no event, no listener, no audio is refused and never a plain error', async () => {
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  assert.throws(() => phone.on('foo', () => undefined), named('bad_value', /one of dialing, .*, ended, /));
  assert.throws(() => phone.on('dialing', undefined), named('bad_value', /function/));
  await phone.dial(host.url, { as: 'twilio' });
  const samples = new Int16Array(80);
  for (const wrong of [
    'speech.wav',
    undefined,
    null,
    5,
    {},
    { samples: [1, 2] },
    { samples },
    { samples, rateHz: '8000' },
    { samples, rateHz: NaN },
    { samples: new Float64Array(80), rateHz: 8000 },
  ]) {
    await assert.rejects(phone.say(wrong), named('bad_value'), String(wrong));
    await assert.rejects(encodeWav(wrong), named('bad_value'), String(wrong));
  }
  await assert.rejects(encodeWav(new Uint8Array(44)), named('bad_value'));
  for (const wrong of ['speech.wav', undefined, { samples, rateHz: 8000 }])
    await assert.rejects(decodeWav(wrong), named('bad_value'));
});

test('methods at the wrong time are misuse, and change nothing', async () => {
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  assert.throws(() => phone.press('5'), named('misuse', /idle/));
  await assert.rejects(phone.hangUp(), named('misuse'));
  await assert.rejects(phone.getStats(), named('misuse'));
  await assert.rejects(phone.answered(), named('misuse', /idle/));
  await assert.rejects(phone.say(new Uint8Array(44)), named('misuse', /idle/));

  await phone.dial(host.url, { as: 'twilio' });
  await assert.rejects(phone.dial(host.url, { as: 'twilio' }), named('misuse', /open/));
  assert.throws(() => phone.press('5x'), named('bad_value'));
  await assert.rejects(phone.say(new Uint8Array(44)), named('bad_wav'));
  await assert.rejects(phone.answered({ quietMs: '2' }), named('bad_value', /quietMs/));
  await assert.rejects(phone.say({ rateHz: 4000, samples: new Int16Array(80) }), named('unsupported_format', /4000/));
  assert.equal((await phone.hangUp()).outcome, 'completed');
  assert.throws(() => phone.press('5'), named('misuse', /ended/));
  await assert.rejects(phone.say(new Uint8Array(44)), named('misuse', /ended/));
});

test('a closed phone is closed: its call is let go, its listeners hear no more', async () => {
  const host = kept(await startHost('twilio'));
  const phone = new Phone();
  await phone.dial(host.url, { as: 'twilio' });
  const report = phone.hangUp();
  let heard = 0;
  phone.on('*', () => (heard += 1));
  await phone.close();
  assert.equal((await report).end.cause, 'hung_up');
  heard = 0;
  await host.calls[0].closed;
  assert.equal(heard, 0);
  await assert.rejects(phone.dial(host.url, { as: 'twilio' }), named('misuse'));
});

test('a listener that throws does not cut the call short, and its error is not lost', async () => {
  // In a separate process: the runner handles uncaught errors itself.
  const host = kept(await startHost('twilio'));
  const script = `
    import { Phone } from ${JSON.stringify(new URL('../../wasm/dist/entry-node.js', import.meta.url).href)};
    process.on('uncaughtException', (error) => console.log(error.message));
    const phone = new Phone();
    phone.on('connected', () => { throw new Error('its own mistake'); });
    await phone.dial(process.argv[1], { as: 'twilio' });
    console.log((await phone.hangUp()).outcome);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, host.url]);
  assert.deepEqual(stdout.trim().split('\n'), ['its own mistake', 'completed']);
});

test('a listener may hang up and dial again from inside an event', async () => {
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  const first = new Promise((resolve) => phone.on('started', () => resolve(phone.hangUp())));
  await phone.dial(host.url, { as: 'twilio' });
  assert.equal((await first).end.cause, 'hung_up');
  const again = new Promise((resolve) => {
    const off = phone.on('ended', () => {
      off();
      resolve(phone.dial(host.url, { as: 'twilio' }));
    });
  });
  await phone.dial(host.url, { as: 'twilio' }).catch(() => undefined);
  await phone.hangUp().catch(() => undefined);
  await again;
  await phone.hangUp();
});

test('a core that cannot be loaded is named', async () => {
  const phone = kept(new Phone({ wasmUrl: new URL('./nowhere.wasm', import.meta.url) }));
  await assert.rejects(phone.dial('ws://127.0.0.1:1/', { as: 'twilio' }), named('core_not_loaded', /nowhere\.wasm/));
});

test('a socket that cannot even be made is an unreachable host, not a missing core', async () => {
  const core = await loadCore(await readFile(new URL('../../wasm/dist/hookswitch.wasm', import.meta.url)));
  const ended = new Promise((resolve) => {
    const listener = {
      event: () => undefined,
      state: () => undefined,
      level: () => undefined,
      ended: (report) => resolve(JSON.parse(report)),
    };
    const line = new NodeBackend(
      core,
      toConfig({ as: 'twilio' }, { deviceRateHz: 0, playout: 'clock' }),
      listener,
      new HeardAudio(0),
      true,
    );
    ends.push(() => line.release());
    line.dial('ws://127.0.0.1:1/#x');
  });
  const { end } = await ended;
  assert.equal(end.name, 'host_unreachable');
  assert.match(end.detail, /fragment/);
});

test('a file that is no WAV is refused with its offset', async () => {
  await assert.rejects(
    decodeWav(new TextEncoder().encode('this is not audio at all, but long enough')),
    named('bad_wav'),
  );
});
