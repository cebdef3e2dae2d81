// Everything a peer can do wrong, at every endpoint, while a good call is up.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import * as ucid from '../kit/carriers/ucid.mjs';
import * as vonage from '../kit/carriers/vonage.mjs';
import { assertHeard } from '../kit/likeness.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speech, speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

let bridge;
let folder;
let goodCall;
let goodCallIsOver = false;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookswitch-hostile-peers-'));
  bridge = await startBridge();
  goodCall = hookswitch(
    'native',
    'call',
    `${bridge.url.replace('http', 'ws')}media/twilio`,
    '--as',
    'twilio',
    '--say',
    speechFile,
    '--record',
    join(folder, 'heard.wav'),
    '--json',
  ).finally(() => (goodCallIsOver = true));
  await until('the good call streams', async () => {
    const [call] = (await bridge.get('/v1/calls?state=live')).calls;
    return call?.state === 'streaming';
  });
});
after(async () => {
  await bridge?.close();
  await rm(folder, { recursive: true });
});

const recordOf = (id) =>
  until('the record is complete', async () => {
    const record = await bridge.get(`/v1/calls/${id}`);
    return record.state === 'ended' && record;
  });

/** Says `messages` as a carrier, hangs up, and gives the record. */
async function say(dialect, ...messages) {
  const carrier = await dialBridge(bridge, dialect);
  carrier.send(...messages);
  await carrier.hangUp();
  return recordOf(carrier.callId);
}

/** Each is counted, and in the timeline. */
function assertOddities(record, wanted) {
  assert.deepEqual(record.media.oddities, wanted);
  for (const name of Object.keys(wanted))
    assert.ok(
      record.timeline.some(({ event, detail }) => `${event} ${detail}`.includes(name)),
      `${name} in ${JSON.stringify(record.timeline)}`,
    );
}

const frame = Buffer.alloc(160, 0xff).toString('base64'); // 20 ms of mu-law silence
const samples = new Array(80).fill(0);

let calls = 0;
/** A whole call with its own id, with something else in its middle. */
const usual = {
  twilio: (...between) => {
    const id = `CA${++calls}`;
    return ['twilio', twilio.start(id, 'MZ1'), ...between, twilio.media('MZ1', frame), twilio.stop(id, 'MZ1')];
  },
  vonage: (...between) => ['vonage', vonage.start(`u-${++calls}`), ...between, Buffer.alloc(640)],
  ucid: (...data) => {
    const id = String(++calls);
    return [
      'ucid',
      ucid.start(id),
      ...data.map((each) => ucid.media(id, each)),
      ucid.media(id, ucid.data(samples)),
      { event: 'stop', ucid: id },
    ];
  },
};

describe('while a good call is up', { concurrency: true }, () => {
  const cases = [
    ['text that is not JSON', usual.twilio('hello', '{"event":', ''), { not_json: 3 }],
    ['JSON that is no object', usual.twilio('[1,2]', '17'), { not_json: 2 }],
    [
      'fields of wrong types',
      usual.twilio(
        { event: 17 },
        { event: 'media', streamSid: 'MZ1', media: { payload: 12 } },
        { event: 'media', streamSid: 'MZ1', media: [] },
      ),
      { wrong_type: 3 },
    ],
    ['an event that nobody knows', usual.twilio({ event: 'surprise', streamSid: 'MZ1' }), { unknown_event: 1 }],
    ['a field that is missing', usual.twilio({ event: 'media', streamSid: 'MZ1' }), { missing_field: 1 }],
    ['JSON nested too deeply', usual.twilio(`${'{"a":'.repeat(40)}0${'}'.repeat(40)}`), { too_deep: 1 }],
    [
      'media before the start',
      ['twilio', twilio.media('MZ1', frame), twilio.start('CA-early', 'MZ1')],
      { media_before_start: 1 },
    ],
    ['a second start', usual.twilio(twilio.start('CA-other', 'MZ1')), { duplicate_start: 1 }],
    ['audio for another stream', usual.twilio(twilio.media('MZ2', frame)), { wrong_stream: 1 }],
    ['empty audio', usual.twilio(twilio.media('MZ1', '')), { empty_audio: 1 }],
    ['truncated audio', usual.twilio(twilio.media('MZ1', frame.slice(0, -3))), { bad_base64: 1 }],
    ['binary to a dialect of text', usual.twilio(Buffer.from([0, 1, 2])), { wrong_opcode: 1 }],
    ['half a sample', usual.vonage(Buffer.alloc(641)), { odd_byte_count: 1 }],
    ['an empty binary message', usual.vonage(Buffer.alloc(0)), { empty_audio: 1 }],
    ['a wrong content-type', ['vonage', vonage.start('u-video', 'video/mp4')], { unsupported_format: 1 }],
    [
      'a rate that the dialect lacks',
      ['vonage', vonage.start('u-rate', 'audio/l16;rate=44100')],
      { unsupported_format: 1 },
    ],
    ['samples beyond 16 bits', usual.ucid(ucid.data([40_000, ...samples.slice(1)])), { sample_out_of_range: 1 }],
    ['samples that are no list', usual.ucid({ ...ucid.data(samples), samples: 'none' }), { wrong_type: 1 }],
    ['an empty list of samples', usual.ucid(ucid.data([])), { empty_audio: 1 }],
  ];
  for (const [what, message, wanted] of cases)
    test(`${what}: ${Object.keys(wanted)} is counted and named in the record`, async () => {
      assertOddities(await say(...message), wanted);
    });

  test('a message above 1 MiB closes that socket with 1009, and the record says so', async () => {
    const carrier = await dialBridge(bridge, 'twilio');
    carrier.send(twilio.start('CA-large', 'MZ9'), 'x'.repeat(2 ** 22));
    assert.equal(await carrier.closed, 1009);
    const record = await recordOf(carrier.callId);
    assert.match(record.end.detail, /1009/);
  });

  test('a message of exactly 1 MiB is only no JSON', async () => {
    assertOddities(await say(...usual.twilio('x'.repeat(2 ** 20))), { not_json: 1 });
  });

  test('an unknown dialect is answered with 404 and code 5003, with an upgrade and without', async () => {
    const answer = await fetch(new URL('media/nobody', bridge.url));
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const problem = await answer.json();
    assert.deepEqual([problem.code, problem.name, problem.status], [5003, 'unknown_dialect', 404]);
    assert.match(problem.detail, /twilio.*ucid:waybeo/);
    await assert.rejects(dialBridge(bridge, 'nobody'), /404/);
    const told = await until('the log tells of the refused socket', () =>
      bridge.log().find((line) => line.message === 'socket refused'),
    );
    assert.deepEqual([told.level, told.path, told.status], ['warn', '/media/nobody', '404']);
  });

  test('a plain GET of a media socket is answered with 426 and code 5004', async () => {
    const answer = await fetch(new URL('media/twilio', bridge.url));
    assert.equal(answer.status, 426);
    assert.equal(answer.headers.get('upgrade'), 'websocket');
    assert.equal((await answer.json()).code, 5004);
  });

  test('unknown paths, ids, parameters and methods are answered with their codes', async () => {
    const ask = async (path, method = 'GET') => {
      const answer = await fetch(new URL(path, bridge.url), { method });
      return [answer.status, (await answer.json()).code];
    };
    assert.deepEqual(await ask('v1/nothing'), [404, 5001]);
    assert.deepEqual(await ask('v1/calls/nobody'), [404, 5006]);
    assert.deepEqual(await ask('v1/calls/nobody', 'DELETE'), [404, 5006]);
    assert.deepEqual(await ask('v1/calls?limit=501'), [400, 5005]);
    assert.deepEqual(await ask('v1/calls?state=lost'), [400, 5005]);
    assert.deepEqual(await ask('v1/queue?limit=x'), [400, 5005]);
    assert.deepEqual(await ask('v1/queue', 'POST'), [405, 5002]);
  });

  test('a port that is taken: exit code 1, error 4004', async () => {
    const { code, stderr } = await hookswitch(
      'native',
      'serve',
      '--port',
      new URL(bridge.url).port,
      '--store',
      join(folder, 'other.db'),
    );
    assert.equal(code, 1);
    assert.match(stderr, /^error 4004 port_taken: /m);
  });

  test('a store that another bridge uses: exit code 1, error 7003', async () => {
    const { code, stderr } = await hookswitch('native', 'serve', '--port', '0', '--store', bridge.store);
    assert.equal(code, 1);
    assert.match(stderr, /^error 7003 store_locked: /m);
  });

  const wrongUsage = [
    [],
    ['sing'],
    ['serve', '--loud'],
    ['serve', '--port', 'x'],
    ['serve', '--port', '65536'],
    ['call'],
    ['call', 'ws://h/'],
    ['call', 'ws://h/', '--as', 'twillio'],
    ['call', 'ws://h/', '--as', 'twilio', '--seed', '-1'],
    ['call', 'ws://h/', 'ws://i/', '--as', 'twilio'],
    ['call', 'ws://h/', '--as', 'twilio', '--wait', 'long'],
    ['call', 'ws://h/', '--as', 'twilio', '--param', 'novalue'],
    ['call', 'ws://h/', '--as', 'twilio', '--digits', '5x'],
    ['call', 'ws://h/', '--as', 'twilio', '--rate', '16000'],
    ['config'],
    ['emulate', 'agent', '--persona', 'nobody'],
  ];
  for (const args of wrongUsage)
    test(`wrong usage: hookswitch ${args.join(' ')}: exit code 2, error 4006`, async () => {
      const { code, stdout, stderr } = await hookswitch('native', ...args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^error 4006 bad_argument: /m);
    });

  test('a URL that is none: exit code 2, error 6007', async () => {
    const { code, stdout, stderr } = await hookswitch('native', 'call', 'http://h/?token=secret', '--as', 'twilio');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error 6007 bad_url: /m);
    assert.doesNotMatch(stderr, /secret/);
  });
});

test('all that happened during the good call, and did it no harm', async () => {
  assert.equal(goodCallIsOver, false);
  const { code, stdout, stderr } = await goodCall;
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.outcome, report.oddities, report.findings], ['completed', {}, []]);
  assertHeard(await decodeWav(speech), await decodeWav(await readFile(join(folder, 'heard.wav'))));
  const record = await recordOf(report.host_call_id);
  assert.deepEqual([record.end.cause, record.media.oddities], ['carrier_stop', {}]);
  assert.deepEqual(
    record.transcript.map(({ speaker }) => speaker),
    ['caller', 'agent'],
  );
});

test('every call ended once: one record and one queue entry each, and nothing left', async () => {
  const health = await until('the bridge is empty', async () => {
    const now = await bridge.get('/healthz');
    return now.calls_active === 0 && now.legs_open === 0 && now;
  });
  assert.deepEqual([health.status, health.sessions.calls, health.sessions.personas], ['ok', 0, 0]);
  assert.equal(health.calls_ended, health.calls_started);
  const ids = (await bridge.get('/v1/calls?limit=500')).calls.map(({ id }) => id).sort();
  const queued = (await bridge.get('/v1/queue?limit=500')).entries.map(({ call_id }) => call_id).sort();
  assert.equal(ids.length, health.calls_started);
  assert.deepEqual(queued, ids);
});
