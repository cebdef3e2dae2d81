// hookswitch/opus in Node: the codec as WASM, real speech through it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { HookswitchError, loadOpus, Opus } from '../../wasm/dist/opus-node.js';
import { speech } from '../kit/speech.mjs';

const opus = await loadOpus();
const { samples: said, rateHz } = await decodeWav(speech);

function* framesOf(samples, length) {
  for (let at = 0; at + length <= samples.length; at += length) yield samples.subarray(at, at + length);
}

const concat = (parts) => Int16Array.from(parts.flatMap((part) => [...part]));

/** Normalised correlation at a known delay. */
function likeness(reference, heard, delay) {
  let across = 0,
    a = 0,
    b = 0;
  for (let i = 0; i + delay < heard.length; i++) {
    across += reference[i] * heard[i + delay];
    a += reference[i] ** 2;
    b += heard[i + delay] ** 2;
  }
  return across / Math.sqrt(a * b);
}

const refused = (name, detail) => (error) =>
  error instanceof HookswitchError && error.name === name && error.detail === detail;

test('speech comes back, and encodeInto and decodeInto say the same', () => {
  assert.equal(rateHz, 8000);
  const encoder = opus.encoder({ rateHz, bitrate: 24000 });
  const again = opus.encoder({ rateHz, bitrate: 24000 });
  const decoder = opus.decoder(rateHz);
  const other = opus.decoder(rateHz);
  const packet = new Uint8Array(4000);
  const room = new Int16Array(960);
  const heard = [];
  for (const frame of framesOf(said, encoder.frameSamples)) {
    const one = encoder.encode(frame);
    assert.deepEqual(packet.subarray(0, again.encodeInto(frame, packet)), one);
    assert.equal(opus.inspect(one).durationMs, 20);
    heard.push(decoder.decode(one));
    assert.deepEqual(room.subarray(0, other.decodeInto(one, room)), heard.at(-1));
  }
  assert.ok(likeness(said, concat(heard), encoder.lookahead) > 0.9);
  for (const codec of [encoder, again, decoder, other]) codec.close();
});

test('a lost packet is recovered from the one after it better than concealed', () => {
  const encoder = opus.encoder({ rateHz, fec: true, lossPercent: 20 });
  const packets = [...framesOf(said, 160)].map((frame) => encoder.encode(frame));
  const whole = opus.decoder(rateHz);
  const original = packets.map((packet) => whole.decode(packet));
  let gaps = 0,
    concealed = 0,
    recovered = 0;
  const error = (made, i) => made.reduce((sum, sample, k) => sum + (sample - original[i][k]) ** 2, 0);
  for (let lost = 10; lost + 1 < packets.length; lost += 3) {
    if (!opus.inspect(packets[lost + 1]).hasFec) continue;
    const one = opus.decoder(rateHz);
    const other = opus.decoder(rateHz);
    for (const packet of packets.slice(0, lost)) for (const decoder of [one, other]) decoder.decode(packet);
    gaps++;
    concealed += error(one.conceal(160), lost);
    recovered += error(other.recover(packets[lost + 1], 160), lost);
    one.close();
    other.close();
  }
  assert.ok(gaps > 10, `${gaps} gaps`);
  assert.ok(recovered < concealed / 2, `${recovered} ${concealed}`);
});

/** Of the last of three seconds of silence after speech: how many packets are of at most two bytes, of all. */
function silenceOf(options) {
  const encoder = opus.encoder({ ...options, dtx: true });
  const length = encoder.frameSamples;
  const perSecond = options.rateHz / length;
  const loud = Int16Array.from(
    { length: options.rateHz },
    (_, i) => said[Math.floor((i * rateHz) / options.rateHz)] ?? 0,
  );
  const sizes = [...framesOf(Int16Array.from([...loud, ...new Int16Array(3 * options.rateHz)]), length)].map(
    (frame) => encoder.encode(frame).length,
  );
  encoder.close();
  assert.ok(
    sizes.slice(0, perSecond).some((size) => size > 10),
    'the speech before is sent',
  );
  const last = sizes.slice(-perSecond);
  return last.filter((size) => size <= 2).length / last.length;
}

test('with dtx silence need not be sent, of speech and of music', () => {
  for (const options of [
    { rateHz: 8000 },
    { rateHz: 48000 },
    { rateHz: 48000, content: 'music' },
    { rateHz: 48000, frameMs: 5 },
    { rateHz: 16000, content: 'music', complexity: 0 },
  ])
    assert.ok(silenceOf(options) > 0.8, `${JSON.stringify(options)}: ${silenceOf(options)}`);
});

test('dtx is refused where libopus never does it', () => {
  for (const options of [
    { rateHz: 8000, content: 'music' },
    { rateHz: 8000, frameMs: 5 },
    { rateHz: 12000, content: 'music' },
    { rateHz: 12000, frameMs: 2.5 },
  ]) {
    assert.throws(() => opus.encoder({ ...options, dtx: true }), refused('bad_value', 'dtx'));
    opus.encoder(options).close();
  }
});

test('wrong settings, sizes and packets are errors by name', () => {
  assert.throws(() => opus.encoder({ rateHz: 44100 }), refused('bad_value', 'rateHz'));
  assert.throws(() => opus.encoder({ rateHz: 8000, bitrate: 1 }), refused('bad_value', 'bitrate'));
  assert.throws(() => opus.encoder({ rateHz: 8000, frameMs: 30 }), refused('bad_value', 'frameMs'));
  assert.throws(() => opus.encoder({ rateHz: 8000, lossPercent: 101 }), refused('bad_value', 'lossPercent'));
  assert.throws(() => opus.encoder({ rateHz: 8000, bitRate: 24000 }), {
    name: 'unknown_option',
    detail: /^bitRate of encoder/,
  });
  assert.throws(
    () => opus.encoder({ rateHz: 8000, content: 'voice' }),
    refused('bad_value', 'content must be speech or music'),
  );
  assert.throws(() => opus.encoder({ rateHz: 8000, dtx: 'yes' }), refused('bad_value', 'dtx must be true or false'));
  assert.throws(() => opus.decoder(11025), refused('bad_value', 'rateHz'));
  const encoder = opus.encoder({ rateHz: 8000 });
  assert.throws(() => encoder.encode(new Int16Array(159)), refused('bad_value', 'frame'));
  assert.throws(() => (encoder.complexity = 11), refused('bad_value', 'complexity'));
  const decoder = opus.decoder(8000);
  assert.throws(() => decoder.decode(new Uint8Array()), refused('empty_audio', ''));
  assert.throws(() => decoder.decode(Uint8Array.of(0x4b, 0)), refused('bad_opus', 'frame count'));
  assert.throws(() => decoder.decode(new Uint8Array(100_000)), refused('bad_opus', 'packet length'));
  for (const samples of [0, 7, 5780, -1, NaN])
    assert.throws(() => decoder.conceal(samples), refused('bad_value', 'samples'));
  assert.throws(() => decoder.recover(encoder.encode(new Int16Array(160)), 161), refused('bad_value', 'samples'));
  assert.throws(
    () => decoder.decodeInto(encoder.encode(new Int16Array(160)), new Int16Array(159)),
    refused('bad_value', 'samples'),
  );
  decoder.close();
  assert.throws(() => decoder.decode(Uint8Array.of(1)), refused('misuse', 'the decoder is closed'));
});

test('a thousand codecs fit, and their memory comes back', () => {
  const many = Array.from({ length: 500 }, () => [opus.encoder({ rateHz: 48000 }), opus.decoder(48000)]).flat();
  const [encoder, decoder] = many;
  const packet = encoder.encode(new Int16Array(960).fill(1000));
  assert.equal(decoder.decode(packet).length, 960);
  for (const codec of many) codec.close();
});

test('a compiled module can be sent to where nothing can be fetched', async () => {
  const module = await WebAssembly.compile(
    readFileSync(new URL('../../wasm/dist/hookswitch-opus.wasm', import.meta.url)),
  );
  assert.equal((await Opus.from(module)).encoder({ rateHz: 16000 }).frameSamples, 320);
  await assert.rejects(Opus.from(Uint8Array.of(1, 2, 3)), { name: 'core_not_loaded' });
});
