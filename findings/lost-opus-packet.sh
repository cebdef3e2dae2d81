#!/usr/bin/env bash
# How much audio do Opus decoders of npm make for one lost packet?
#
# One would guess the 20 ms of the packets before. Given no bytes, opusscript 0.1.1 at 8 kHz makes 360 ms, longer than any
# Opus packet, and opus-decoder 0.7.12 makes 120 ms, without an error: a call with 1 % loss runs late by seconds a minute.
# @evan/opus 1.0.3 throws. The pre-skip surprises in the same way: opus-decoder counts a header's 312 in samples of the
# output, so that at 8 kHz it drops 39 ms of speech instead of 6.5. Cut concealed audio to one packet, and divide the
# pre-skip by 48000 over the rate.
#
# Public packages in a temporary folder; nothing is installed. Exit 1: they behave otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . opusscript@0.1.1 opus-decoder@0.7.12 @evan/opus@1.0.3

cat > lose.mjs <<'JS'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const OpusScript = require('opusscript');
const { OpusDecoder } = require('opus-decoder');
const { Decoder } = require('@evan/opus');
const rate = 8000;
const packetSamples = rate / 50;
const encoder = new OpusScript(rate, 1, OpusScript.Application.VOIP);
const packets = Array.from({ length: 10 }, (_, packet) => {
  const tone = Int16Array.from({ length: packetSamples }, (_, i) => 8000 * Math.sin(0.3 * (packet * packetSamples + i)));
  return Buffer.from(encoder.encode(Buffer.from(tone.buffer), packetSamples));
});
const none = Buffer.alloc(0);
const ms = (samples) => (samples * 1000) / rate;

const script = new OpusScript(rate, 1, OpusScript.Application.VOIP);
const scriptGiven = packets.map((packet) => ms(script.decode(packet).length / 2));
const scriptLost = ms(script.decode(none).length / 2);

const evan = new Decoder({ channels: 1, sample_rate: rate });
const evanGiven = packets.map((packet) => ms(evan.decode(packet).length / 2));
let evanLost = 'nothing thrown';
try {
  evan.decode(none);
} catch {
  evanLost = 'thrown';
}

const wasm = new OpusDecoder({ sampleRate: rate, channels: 1, streamCount: 1, coupledStreamCount: 0, channelMappingTable: [0], preSkip: 312 });
await wasm.ready;
const wasmGiven = packets.map((packet) => ms(wasm.decodeFrame(packet).samplesDecoded));
const { samplesDecoded, errors } = wasm.decodeFrame(none);

const total = (list) => list.reduce((sum, value) => sum + value, 0);
const skipped = packets.length * 20 - total(wasmGiven);
console.log(`${packets.length} packets of 20 ms: opusscript ${total(scriptGiven)} ms, @evan/opus ${total(evanGiven)} ms, opus-decoder ${total(wasmGiven)} ms (pre-skip 312: ${skipped} ms)`);
console.log(`one lost: opusscript ${scriptLost} ms, @evan/opus ${evanLost}, opus-decoder ${ms(samplesDecoded)} ms and ${errors.length} errors`);
assert.deepEqual(
  [total(scriptGiven), scriptLost, total(evanGiven), evanLost, skipped, ms(samplesDecoded), errors.length],
  [200, 360, 200, 'thrown', 39, 120, 0],
);
process.exit(0);
JS
npm ls --prefix . --depth 0 | tail -n +2
node lose.mjs
