// The golden files, played by the core as WASM: what comes out must be what the native core says.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import createReplay from '../../build/wasm/wasm/hookswitch_replay.js';

const folder = new URL('../golden/', import.meta.url);
const wasmBinary = readFileSync(new URL('../../build/wasm/wasm/hookswitch_replay.wasm', import.meta.url));
const { replay, difference } = await createReplay({ wasmBinary });

const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
assert.ok(files.length > 0, 'there are no golden files');

for (const name of files)
  test(`${name} plays in WASM as it does natively`, () => {
    const expected = readFileSync(new URL(name, folder), 'utf8');
    assert.equal(difference(expected, replay(expected)), '');
  });

test('a changed result is noticed', () => {
  const expected = readFileSync(new URL(files[0], folder), 'utf8');
  const changed = expected.replace('"out":"', '"out":"other ');
  assert.notEqual(changed, expected);
  assert.notEqual(difference(changed, replay(changed)), '');
});
