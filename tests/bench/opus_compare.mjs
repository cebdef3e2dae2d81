// Opus in WASM: ours, opusscript and @evan/opus (its WASM, and its native build for comparison), on
// recorded speech, in turns within one run. npm run bench -- opus [--json]
//
// CPU time of one 20 ms frame, encode and decode, the least of the rounds, as whatever else runs on
// the machine only adds to it; and what there is to download, gzip.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { loadOpus } from '../../wasm/dist/opus-node.js';

const require = createRequire(import.meta.url);
const OpusScript = require('opusscript');
const evanWasm = require('@evan/opus/wasm/index.js');
const evanNative = require('@evan/opus/node/index.js');
const opus = await loadOpus();

const voip = 2048;
const bytesOf = (samples) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
const evan =
  ({ Encoder, Decoder }) =>
  (rateHz, bitrate, complexity) => {
    const encoder = new Encoder({ channels: 1, sample_rate: rateHz, application: 'voip' });
    const decoder = new Decoder({ channels: 1, sample_rate: rateHz });
    encoder.ctl(4002, bitrate);
    encoder.ctl(4010, complexity);
    return {
      encode: (frame) => encoder.encode(frame),
      decode: (packet) => decoder.decode(packet),
      close() {
        encoder.drop?.();
        decoder.drop?.();
      },
    };
  };

const subjects = {
  hookswitch(rateHz, bitrate, complexity) {
    const encoder = opus.encoder({ rateHz, bitrate, complexity });
    const decoder = opus.decoder(rateHz);
    return {
      encode: (frame) => encoder.encode(frame),
      decode: (packet) => decoder.decode(packet),
      close() {
        encoder.close();
        decoder.close();
      },
    };
  },
  opusscript(rateHz, bitrate, complexity) {
    const codec = new OpusScript(rateHz, 1, voip);
    codec.setBitrate(bitrate);
    codec.encoderCTL(4010, complexity);
    return {
      encode: (frame) => codec.encode(bytesOf(frame), frame.length),
      decode: (packet) => codec.decode(packet),
      close: () => codec.delete(),
    };
  },
  '@evan/opus wasm': evan(evanWasm),
  '@evan/opus native': evan(evanNative),
};

/** Recorded speech at a rate. */
async function speechAt(rateHz) {
  const folder = '/usr/share/asterisk/sounds/en_US_f_Allison';
  const { samples } = await decodeWav(readFileSync(`${folder}/conf-onlyperson.wav`));
  const times = rateHz / 8000;
  const out = new Int16Array(samples.length * times);
  // Straight lines: the images that they leave are the sound above 4 kHz, as a wide-band voice has some.
  for (let i = 0; i < out.length; i++) {
    const [from, part] = [Math.floor(i / times), (i % times) / times];
    out[i] = samples[from] + ((samples[from + 1] ?? 0) - samples[from]) * part;
  }
  return out;
}

function round(make, frames, settings) {
  const codec = make(...settings);
  const us = (start, times) => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / frames.length / times;
  };
  const packets = [];
  let start = process.cpuUsage();
  for (const frame of frames) packets.push(codec.encode(frame));
  const encode = us(start, 1);
  start = process.cpuUsage();
  for (let i = 0; i < 3; i++) for (const packet of packets) codec.decode(packet);
  const decode = us(start, 3);
  codec.close();
  return { encode, decode, bytes: packets.reduce((sum, packet) => sum + packet.length, 0) };
}

const rounds = 15;
const rows = [];
for (const [rateHz, bitrate] of [
  [8000, 12000],
  [16000, 20000],
  [24000, 24000],
  [48000, 32000],
]) {
  const samples = await speechAt(rateHz);
  const frames = Array.from({ length: Math.floor((samples.length * 50) / rateHz) }, (_, i) =>
    samples.subarray((i * rateHz) / 50, ((i + 1) * rateHz) / 50),
  );
  for (const complexity of [5, 9]) {
    const seen = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
    for (let i = 0; i < rounds; i++)
      for (const [name, make] of Object.entries(subjects))
        seen[name].push(round(make, frames, [rateHz, bitrate, complexity]));
    const figures = Object.fromEntries(
      Object.entries(seen).map(([name, list]) => [
        name,
        {
          encode_us: Math.min(...list.map((one) => one.encode)),
          decode_us: Math.min(...list.map((one) => one.decode)),
          bytes: list[0].bytes,
        },
      ]),
    );
    rows.push({ rate_hz: rateHz, bitrate, complexity, figures });
  }
}

const zipped = (...paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0);
const dist = new URL('../../wasm/dist/', import.meta.url);
const sizes = {
  hookswitch: zipped(new URL('hookswitch-opus.wasm', dist)),
  opusscript: zipped(require.resolve('opusscript/build/opusscript_native_wasm.wasm')),
  '@evan/opus wasm': zipped(require.resolve('@evan/opus/wasm/simd.wasm')),
};

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ rows, gzip_bytes: sizes }));
} else {
  const names = Object.keys(subjects);
  console.log(
    `| rate, bit/s, complexity | ${names.join(' | ')} | ours to the best WASM peer |\n|${' --- |'.repeat(names.length + 2)}`,
  );
  const best = (figures, what) => Math.min(...names.slice(1, 3).map((name) => figures[name][what]));
  for (const { rate_hz, bitrate, complexity, figures } of rows) {
    const cells = names.map((name) => `${figures[name].encode_us.toFixed(0)} / ${figures[name].decode_us.toFixed(1)}`);
    const ratio = (what) => (figures.hookswitch[what] / best(figures, what)).toFixed(2);
    console.log(
      `| ${rate_hz}, ${bitrate}, ${complexity} | ${cells.join(' | ')} | ${ratio('encode_us')} / ${ratio('decode_us')} |`,
    );
  }
  console.log(
    `us of CPU per 20 ms, encode / decode. wasm, gzip: ${Object.entries(sizes)
      .map(([name, size]) => `${name} ${size}`)
      .join(', ')} bytes`,
  );
}
