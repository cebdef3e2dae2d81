// The WASM core itself: what the types claim of it, and that calls give their memory back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadCore } from '../../wasm/dist/core.js';
import { decodeWav, dialects, encodeWav, errorCatalogue } from '../../wasm/dist/entry-node.js';
import { toConfig } from '../../wasm/dist/options.js';
import { resampled } from '../../wasm/dist/wav.js';
import { speech } from '../kit/speech.mjs';

const core = await loadCore(readFileSync(new URL('../../wasm/dist/hookswitch.wasm', import.meta.url)));
const device = { deviceRateHz: 48_000, playout: 'device' };

test('the dialects of the types are the dialects of the core', () => {
  assert.deepEqual(
    [...dialects].sort(),
    core
      .dialects()
      .map(({ name }) => name)
      .sort(),
  );
});

test('what the core names as wrong is in the catalogue', () => {
  const config = toConfig({ as: 'vonage', rate: 11_025 }, device);
  assert.ok(core.checkConfig(config).name in errorCatalogue);
  assert.equal(core.checkConfig({ ...config, as: 'nobody' }).name, 'unknown_dialect');
  assert.equal(core.checkConfig({ ...config, wireRateHz: 0, deviceRateHz: 96_000 }).name, 'bad_value');
  assert.equal(core.checkConfig({ ...config, wireRateHz: 16_000 }), undefined);
});

test('three hundred calls take no more memory than ten', () => {
  const call = () => {
    const phone = new core.RawPhone(toConfig({ as: 'twilio', seed: 1 }, device), 0);
    phone.dial('ws://h/', 0);
    phone.opened('', '', 1000);
    for (let now = 1000; now < 200_000; now += 2_667) {
      phone.buffer(128).fill(0.1);
      phone.microphone(128, 0, now);
      phone.pull(128, now);
      while (phone.poll());
    }
    phone.hangUp(200_000);
    phone.closed(1000, '', '', 210_000);
    let last;
    for (let out = phone.poll(); out; out = phone.poll()) last = out;
    assert.equal(last.type, 'ended');
    phone.delete();
  };
  const size = () => core.HEAP8.length;
  for (let i = 0; i < 10; ++i) call();
  const before = size();
  for (let i = 0; i < 300; ++i) call();
  assert.equal(size(), before);
});

test('a WAV file read and written again is the same audio', async () => {
  const audio = await decodeWav(speech);
  assert.equal(audio.rateHz, 8_000);
  const again = await decodeWav(await encodeWav(audio));
  assert.deepEqual(again, audio);
});

test('resampled audio keeps its length, its place and its level', async () => {
  const tone = {
    rateHz: 8_000,
    samples: Int16Array.from({ length: 8_000 }, (_, i) =>
      Math.round(8_000 * Math.sin((2 * Math.PI * 400 * i) / 8_000)),
    ),
  };
  const up = resampled(core, tone, 48_000);
  assert.equal(up.samples.length, 48_000);
  // Upward zero crossings: their position shows the delay, their number the pitch.
  const crossings = [];
  for (let i = 4_860; i < 43_260; ++i) if (up.samples[i - 1] < 0 && up.samples[i] >= 0) crossings.push(i);
  assert.equal(crossings.length, 320);
  assert.ok(
    crossings.every((at) => Math.min(at % 120, 120 - (at % 120)) <= 12),
    'within a quarter of a millisecond',
  );
  const peak = up.samples.subarray(4_800, 43_200).reduce((a, b) => Math.max(a, b));
  assert.ok(Math.abs(peak - 8_000) < 300, `peak ${peak}`);
});
