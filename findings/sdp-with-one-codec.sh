#!/usr/bin/env bash
# What type has the list of codecs in a parsed SDP?
#
# One would guess a string or a list: the parser sdp-transform 3.0.0 gives "0 8 101" for the offer's m= line. For an answer
# that chose one codec it gives a number, and for PCMU, the commonest, the number 0: split() throws, and a test for
# "no payloads" is true. An m= line with a count of ports ("4000/2") is not parsed at all and is written back as
# "m=undefined NaN undefined"; the second number of o= is rounded to a double. Take codecs with parsePayloads, and compare
# m= lines before and after.
#
# Public packages in a temporary folder; nothing is installed. Exit 1: they behave otherwise now.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . sdp-transform@3.0.0

cat > parse.mjs <<'JS'
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { parse, parsePayloads, write } = createRequire(import.meta.url)('sdp-transform');
const lines = (m) => ['v=0', 'o=- 1 9007199254740993 IN IP4 203.0.113.1', 's=-', 'c=IN IP4 203.0.113.1', 't=0 0', m, ''].join('\r\n');
const seen = {};
for (const m of ['m=audio 4000 RTP/AVP 0 8 101', 'm=audio 4000 RTP/AVP 0', 'm=audio 4000/2 RTP/AVP 0']) {
  const session = parse(lines(m));
  const { payloads } = session.media[0];
  const back = write(session).split('\r\n');
  seen[m] = { payloads, back: back.find((line) => line.startsWith('m=')).trim(), origin: back[1] };
  console.log(`${m}: payloads ${JSON.stringify(payloads)} (${typeof payloads}), written back as "${seen[m].back}", "${back[1]}"`);
}
const origin = 'o=- 1 9007199254740992 IN IP4 203.0.113.1';
assert.deepEqual(seen, {
  'm=audio 4000 RTP/AVP 0 8 101': { payloads: '0 8 101', back: 'm=audio 4000 RTP/AVP 0 8 101', origin },
  'm=audio 4000 RTP/AVP 0': { payloads: 0, back: 'm=audio 4000 RTP/AVP 0', origin },
  'm=audio 4000/2 RTP/AVP 0': { payloads: undefined, back: 'm=undefined NaN undefined', origin },
});
assert.deepEqual([parsePayloads(0), parsePayloads('0 8 101')], [[0], [0, 8, 101]]);
JS
npm ls --prefix . --depth 0 | tail -n +2
node parse.mjs
