import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endure } from './endurance.mjs';

test('a thousand calls leave a thousand records and nothing else', async () => {
  const { looks, ...counts } = await endure({ calls: 1_000 });
  assert.deepEqual(counts, { ids: 1_000, started: 1_000, ended: 1_000, records: 1_000, queued: 1_000 });
  const files = looks.map((look) => look.files);
  // One more or less: connections of the test itself.
  assert.ok(Math.max(...files) - Math.min(...files) <= 1, `open files: ${files}`);
});
