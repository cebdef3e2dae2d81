#!/usr/bin/env bash
# Do two G.711 encoders write the same bytes for the same samples?
#
# One would guess so: the codec is two tables of 1972. Decoding is alike everywhere, encoding is not: of the 65,536
# 16-bit samples, alawmulaw 6.0.0, g711 1.0.1 and SoX 14.4.2 encode 896 to 1,147 differently in A-law, and SoX 383 in
# mu-law, each by one step, at the border between two. So a test that compares encoded bytes with those of another
# implementation fails on good audio: compare what is decoded, within one step.
#
# Public packages in a temporary folder; nothing is installed. Exit 1: they behave otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . alawmulaw@6.0.0 g711@1.0.1
apt-get -o APT::Sandbox::User=root download -qq sox=14.4.2+git20190427-3.5 libsox3=14.4.2+git20190427-3.5 libgsm1=1.0.22-1 libltdl7 libmagic1 libgomp1 libpng16-16
for package in *.deb; do dpkg -x "$package" unpacked; done
export LD_LIBRARY_PATH="$folder/unpacked/usr/lib/$(uname -m)-linux-gnu"
export SOX="$folder/unpacked/usr/bin/sox"
npm ls --prefix . --depth 0 | tail -n +2
"$SOX" --version

cat > compare.mjs <<'JS'
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import alawmulaw from 'alawmulaw';

const g711 = createRequire(import.meta.url)('g711');
const samples = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
const raw = ['-t', 'raw', '-r', '8000', '-b', '16', '-e', 'signed', '-c', '1', '-'];
const sox = (from, to, input) => execFileSync(process.env.SOX, ['-V1', '-D', ...from, ...to], { input: Buffer.from(input.buffer) });
const words = (bytes) => new Int16Array(new Uint8Array(bytes).buffer);
const law = (name) => ['-t', name, '-r', '8000', '-c', '1', '-'];
const laws = {
  'A-law': {
    encoded: [alawmulaw.alaw.encode(samples), g711.alawFromPCM(samples), sox(raw, law('al'), samples)],
    decoded: [alawmulaw.alaw.decode(codes), g711.alawToPCM(codes), words(sox(law('al'), raw, codes))],
  },
  'mu-law': {
    encoded: [alawmulaw.mulaw.encode(samples), g711.ulawFromPCM(samples), sox(raw, law('ul'), samples)],
    decoded: [alawmulaw.mulaw.decode(codes), g711.ulawToPCM(codes), words(sox(law('ul'), raw, codes))],
  },
};
const names = ['alawmulaw', 'g711', 'sox'];
const seen = {};
for (const [name, { encoded, decoded }] of Object.entries(laws))
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) {
    const differ = (of) => of[a].reduce((sum, value, i) => sum + (value === of[b][i] ? 0 : 1), 0);
    seen[`${name} ${names[a]} ${names[b]}`] = [differ(encoded), differ(decoded)];
  }
for (const [pair, [encoded, decoded]] of Object.entries(seen)) console.log(`${pair}: ${encoded} samples are encoded, ${decoded} codes decoded differently`);
const wanted = process.env.WANTED;
if (JSON.stringify(seen) !== wanted) {
  console.log(`was: ${wanted}\nis:  ${JSON.stringify(seen)}`);
  process.exit(1);
}
JS
WANTED='{"A-law alawmulaw g711":[1023,0],"A-law alawmulaw sox":[1147,0],"A-law g711 sox":[896,0],"mu-law alawmulaw g711":[0,0],"mu-law alawmulaw sox":[383,0],"mu-law g711 sox":[383,0]}' \
  node compare.mjs
