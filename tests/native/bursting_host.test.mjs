// A host that speaks sentence by sentence, three to ten times as fast as it is spoken, to both programs at once: nothing is
// missing, so nothing is concealed, and both say the same of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { startBurstingHost } from '../kit/bursting-host.mjs';
import { hookswitch, programs } from '../kit/programs.mjs';
import { speech } from '../kit/speech.mjs';

const carriers = [
  {
    as: 'twilio',
    rateHz: 8_000,
    points: [
      [3, 20, 1_000],
      [5, 100, 500, 'played'],
      [10, 400, 600],
    ],
  },
  {
    as: 'vonage',
    rateHz: 16_000,
    points: [
      [3, 400, 1_000],
      [5, 20, 600],
      [10, 100, 300],
    ],
  },
  {
    as: 'ucid:waybeo',
    rateHz: 8_000,
    points: [
      [3, 100, 800],
      [5, 400, 1_000],
      [10, 20, 700],
    ],
  },
];
const sentences = [900, 400, 1_800, 600, 300, 1_200, 700]; // ms: most are heard before the longest pauses are over
const saidMs = sentences.reduce((sum, one) => sum + one);
const steady = { speed: 1, chunkMs: 20, pauseMs: 500 };

const recorded = await decodeWav(speech);

/** Each sentence is the beginning of the recording. Between its samples lie their means. */
function sentencesAt(rateHz) {
  const factor = rateHz / recorded.rateHz;
  const sample = (i) => recorded.samples[i] ?? 0;
  const one = (length) =>
    Int16Array.from({ length }, (_, i) => {
      const whole = Math.floor(i / factor);
      const part = i / factor - whole;
      return Math.round(sample(whole) * (1 - part) + sample(whole + 1) * part);
    });
  return { rateHz, samples: Int16Array.from(sentences.flatMap((ms) => [...one((ms * rateHz) / 1_000)])) };
}

/** By so much a busy machine may delay what is due without a repetition. */
const stallMs = 40;

/**
 * What each program reports of such a host: `{native, npm}`. A machine that stood still proves nothing: where `good` throws
 * after that, it is tried again, twice at most, and then skipped.
 */
async function heard(t, { as, rateHz, audio }, pattern, good) {
  for (let tries = 1; ; ++tries) {
    const host = await startBurstingHost(as, audio, sentences, pattern);
    const rate = as === 'vonage' ? ['--rate', String(rateHz)] : [];
    let reports;
    let stalled;
    try {
      reports = await Promise.all(
        programs.map(async (program) => {
          const { code, stdout, stderr } = await hookswitch(
            program,
            'call',
            host.url,
            '--as',
            as,
            ...rate,
            '--wait',
            '2.5',
            '--json',
          );
          assert.equal(code, 0, `${program}: ${stderr}`);
          return [program, JSON.parse(stdout)];
        }),
      );
      stalled = Math.max(...(await Promise.all(host.calls.map(({ said }) => said))));
    } finally {
      await host.close();
    }
    const all = Object.fromEntries(reports);
    try {
      for (const report of Object.values(all)) {
        assert.deepEqual([report.findings, report.oddities], [[], {}]);
        assert.equal(report.media.received.audio_ms, saidMs);
        assert.equal(report.media.jitter.droppedSamples, 0);
      }
      await good(all);
      return all;
    } catch (error) {
      if (stalled < stallMs) throw error;
      const why = `the machine stood still for ${stalled.toFixed()} ms, and ${error.message.replace(/\s+/g, ' ')}`;
      if (tries === 3) return t.skip(`three times ${why}`);
      t.diagnostic(`again: ${why}`);
    }
  }
}

function nothingConcealed({ media: { jitter } }, program) {
  assert.deepEqual([jitter.concealedSamples, jitter.interruptionCount], [0, 0], `${program}: concealed, interruptions`);
}

const near = (one, other, what) =>
  assert.ok(Math.abs(one.media.mos - other.media.mos) <= 0.1, `${what}: MOS ${one.media.mos}, not ${other.media.mos}`);

describe('a host that sends sentence by sentence', { concurrency: 8 }, () => {
  for (const one of carriers) {
    const carrier = { ...one, audio: sentencesAt(one.rateHz) };
    let ofSteady;
    const steadily = (t) =>
      (ofSteady ??= heard(t, carrier, steady, ({ native, npm }) => {
        nothingConcealed(native, 'native');
        nothingConcealed(npm, 'npm');
        near(npm, native, 'npm beside native');
      }));

    test(`as ${carrier.as}: a steady one is heard whole`, async (t) => {
      await steadily(t);
    });

    for (const [speed, chunkMs, pauseMs, after = 'sent'] of carrier.points)
      test(`as ${carrier.as}: ${speed} times as fast, ${chunkMs} ms at once, ${pauseMs} ms after all is ${after}`, (t) =>
        heard(t, carrier, { speed, chunkMs, pauseMs, after }, async (reports) => {
          for (const program of programs) nothingConcealed(reports[program], program);
          near(reports.npm, reports.native, 'npm beside native');
          const wanted = await steadily(t);
          for (const program of wanted ? programs : [])
            near(reports[program], wanted[program], `${program} beside a steady host`);
        }));

    test(`as ${carrier.as}: what the network holds back for a second is still an outage`, (t) =>
      heard(t, carrier, { speed: 5, chunkMs: 100, pauseMs: 500, heldBack: 2 }, (reports) => {
        for (const program of programs) {
          const { interruptionCount, concealedSamples } = reports[program].media.jitter;
          assert.equal(interruptionCount, 1, program);
          assert.ok(concealedSamples > 0, program);
        }
        near(reports.npm, reports.native, 'npm beside native');
      }));
  }
});
