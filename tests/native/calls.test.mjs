// A test call to the bridge's parrot, for every carrier, placed by the native program and by the npm package's.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { startBridge } from '../kit/bridge.mjs';
import { assertHeard } from '../kit/likeness.mjs';
import { hookswitch, programs } from '../kit/programs.mjs';
import { speech, speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

const carriers = [
  { as: 'twilio', rateHz: 8_000, stops: true },
  { as: 'vonage', rateHz: 8_000, stops: false },
  { as: 'vonage', rateHz: 16_000, stops: false },
  { as: 'vonage', rateHz: 24_000, stops: false },
  { as: 'ucid', rateHz: 8_000, stops: true },
];

let bridge;
let folder;
let said;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookswitch-calls-'));
  bridge = await startBridge();
  said = await decodeWav(speech);
});
after(async () => {
  await bridge?.close();
  await rm(folder, { recursive: true });
});

async function place(program, { as, rateHz }) {
  const wav = join(folder, `${program}-${as}-${rateHz}.wav`);
  const rate = as === 'vonage' ? ['--rate', String(rateHz)] : [];
  const { code, stdout, stderr } = await hookswitch(
    program,
    'call',
    `${bridge.url.replace('http', 'ws')}media/${as}`,
    '--as',
    as,
    ...rate,
    '--say',
    speechFile,
    '--record',
    wav,
    '--json',
  );
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split('\n').length, 1, 'the report is one line');
  const heard = await decodeWav(await readFile(wav));
  return { report: JSON.parse(stdout), heard };
}

const reached = (milestones) => milestones.filter(({ missing }) => !missing).map(({ name }) => name);

function checkReport(report, { as }) {
  assert.equal(report.outcome, 'completed');
  assert.equal(report.dialect, as);
  assert.deepEqual(report.end, { cause: 'hung_up', by: 'caller', code: null, name: null, detail: '' });
  assert.deepEqual(reached(report.milestones), [
    'dialed',
    'connected',
    'started',
    'first_audio_sent',
    'first_audio_received',
    'first_speech_heard',
    'hung_up',
    'closed',
  ]);
  assert.match(report.timeline.at(-1).detail, /^1000\b/, 'closed with a handshake, whichever end was first');
  assert.deepEqual([report.findings, report.oddities], [[], {}]);
  assert.ok(report.media.received.audio_ms > 2_500, `${report.media.received.audio_ms} ms heard`);
  assert.ok(report.host_closed_after_ms < 1_000, `closed after ${report.host_closed_after_ms} ms`);
}

function checkRecord(record, report, { as, rateHz, stops }) {
  assert.deepEqual([record.schema, record.state, record.carrier.dialect], [1, 'ended', as]);
  assert.equal(record.carrier.call_id, report.call_id);
  assert.match(record.carrier.format, new RegExp(`/${rateHz}$`));
  assert.deepEqual(
    [record.end.cause, record.end.by, record.end.code],
    [stops ? 'carrier_stop' : 'carrier_closed', 'carrier', null],
  );
  const wanted = [
    'answered',
    'socket_opened',
    'started',
    'first_media_in',
    'agent_connected',
    'agent_ready',
    'first_caller_speech',
    'first_agent_audio',
    'first_audio_out',
    ...(stops ? ['stop_received'] : ['carrier_closed']),
  ];
  for (const name of wanted)
    assert.ok(reached(record.milestones).includes(name), `${name} in ${JSON.stringify(record.milestones)}`);
  assert.deepEqual(
    record.transcript.map(({ speaker, interrupted }) => [speaker, interrupted]),
    [
      ['caller', false],
      ['agent', false],
    ],
  );
  assert.match(record.transcript[0].text, /^speech of 2\.[5-9] s$/);
  assert.match(record.transcript[1].text, /^2\.[5-9] s of speech said back$/);
  assert.ok(
    Math.abs(record.transcript[1].heard_ms - report.media.received.audio_ms) < 200,
    'the agent was heard to the end',
  );
  assert.equal(record.media.in.audio_ms, report.media.sent.audio_ms);
  assert.equal(record.media.out.audio_ms, report.media.received.audio_ms);
  assert.deepEqual([record.media.oddities, record.diagnosis], [{}, []]);
}

for (const program of programs)
  describe(`a call placed by the ${program} program`, { concurrency: true }, () => {
    for (const carrier of carriers)
      test(`as ${carrier.as} at ${carrier.rateHz} Hz is heard, recorded and queued once`, async () => {
        const { report, heard } = await place(program, carrier);
        assert.equal(heard.rateHz, carrier.rateHz);
        assertHeard(said, heard);
        checkReport(report, carrier);
        const id = report.host_call_id;
        const record = await until('the record is complete', async () => {
          const found = await bridge.get(`/v1/calls/${id}`);
          return found.state === 'ended' && found;
        });
        checkRecord(record, report, carrier);
        const { entries } = await bridge.get('/v1/queue?limit=500');
        assert.equal(entries.filter(({ call_id }) => call_id === id).length, 1);
      });
  });
