// Waybeo sends neither stop nor close: only its silence shows that the caller is gone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

let bridge;
before(async () => (bridge = await startBridge()));
after(() => bridge?.close());

/** The guarantee: ended so long after the last sign of life. */
const guaranteeMs = 12_000;

test('a carrier that only falls silent is ended by the bound, with everything in order', async (t) => {
  const { code, stdout, stderr } = await hookswitch(
    'native',
    'call',
    `${bridge.url.replace('http', 'ws')}media/ucid:waybeo`,
    '--as',
    'ucid:waybeo',
    '--say',
    speechFile,
    '--json',
  );
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  t.diagnostic(`closed ${report.host_closed_after_ms} ms after the hang-up`);
  assert.ok(
    report.host_closed_after_ms > 8_000 && report.host_closed_after_ms < guaranteeMs,
    `closed after ${report.host_closed_after_ms} ms`,
  );

  const idle = await until('the bridge is empty', async () => {
    const health = await bridge.get('/healthz');
    return health.calls_active === 0 && health.legs_open === 0 && health;
  });
  assert.deepEqual(idle.sessions, { calls: 0, personas: 0, event_readers: 0 });
  assert.deepEqual([idle.calls_started, idle.calls_ended, idle.queue_depth], [1, 1, 1]);

  const record = await bridge.get(`/v1/calls/${report.host_call_id}`);
  assert.deepEqual(record.end, { cause: 'media_silence', code: 2004, detail: '', by: 'bridge' });
  const at = (name) => record.milestones.find((milestone) => milestone.name === name).at_ms;
  const lastFrameMs = at('first_media_in') + record.media.in.audio_ms;
  assert.ok(
    record.duration_ms - lastFrameMs < guaranteeMs,
    `ended ${record.duration_ms - lastFrameMs} ms after the last frame`,
  );
  assert.deepEqual(
    record.transcript.map(({ speaker }) => speaker),
    ['caller', 'agent'],
  );
  assert.deepEqual(
    record.diagnosis.map(({ name }) => name),
    ['media_silence', 'stop_not_sent'],
  );
  const { depth, entries } = await bridge.get('/v1/queue');
  assert.deepEqual([depth, entries.map(({ call_id }) => call_id)], [1, [report.host_call_id]]);
});
