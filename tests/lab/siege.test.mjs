// A small siege; npm run siege has the large one. What is asserted is bytes and counts, and a bound for the gaps that a busy machine keeps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siege } from './siege.mjs';

test('hostile calls of every kind cost at most 1 MB each, and the good ones go on beside them', {
  timeout: 180_000,
}, async () => {
  const { quiet, besieged, firstKb, mostKb, lastKb, started, ended, lost } = await siege({
    hostile: 66,
    good: 5,
    seconds: 6,
  });
  assert.deepEqual(besieged.failed, []);
  assert.ok(besieged.frames > 0.9 * 5 * 6 * 50, `${besieged.frames} frames`);
  assert.ok(besieged.gap < quiet.gap + 500, `${besieged.gap} ms without audio, ${quiet.gap} ms when it was quiet`);
  assert.ok(besieged.record < 5_000, `a record took ${besieged.record} ms`);
  assert.ok((mostKb - firstKb) / 66 < 1_000, `${firstKb} kB before, ${mostKb} kB at most`);
  // The allocator keeps some for the next ones.
  assert.ok(lastKb < 1.1 * firstKb + 8_192, `${firstKb} kB before, ${lastKb} kB after`);
  assert.deepEqual([ended, lost], [started, 0]);
});
