// The heads of frames that `ws` lets pass, however the bytes come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameHeads } from '../../wasm/dist/node-frames.js';

const head = (length, opcode = 1) => {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  if (length < 65_536) return Buffer.from([0x80 | opcode, 126, length >> 8, length & 255]);
  const long = Buffer.alloc(10);
  long.set([0x80 | opcode, 127]);
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
};
const whole = (length, opcode) => Buffer.concat([head(length, opcode), Buffer.alloc(length, 0x7f)]);
const parts = (bytes, size) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

test('frames of every length are right in pieces of every size', () => {
  const stream = Buffer.concat([0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 0, 2].map((length) => whole(length)));
  for (const size of [1, 2, 3, 7, 127, 4_096, stream.length]) {
    const heads = new FrameHeads();
    assert.ok(
      parts(stream, size).every((part) => heads.areRight(part)),
      `pieces of ${size}`,
    );
    assert.equal(heads.closing, false);
  }
});

test('a length that is not as it must be is found in pieces of every size', () => {
  for (const wrong of [
    [126, 0, 0],
    [126, 0, 125],
    [127, 0, 0, 0, 0, 0, 0, 255, 255],
    [127, 0x80, 0, 0, 0, 0, 1, 0, 0],
  ]) {
    const stream = Buffer.concat([whole(300), Buffer.from([0x81, ...wrong]), whole(5)]);
    for (const size of [1, 2, 5, stream.length]) {
      const heads = new FrameHeads();
      assert.equal(
        parts(stream, size).every((part) => heads.areRight(part)),
        false,
        `${wrong} in pieces of ${size}`,
      );
    }
  }
});

test('it notices the close, and the mask of a frame that has one', () => {
  const heads = new FrameHeads();
  assert.ok(heads.areRight(Buffer.from([0x82, 0x82, 1, 2, 3, 4, 5, 6])));
  assert.equal(heads.closing, false);
  assert.ok(heads.areRight(whole(2, 8)));
  assert.equal(heads.closing, true);
});
