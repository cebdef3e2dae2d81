// Media messages of 20 ms to PCM in Node: JSON.parse, Buffer, a table for u-law. The peer of
// host_reads_media in bench_carrier.
const audio = Buffer.alloc(160);
for (let i = 0, seed = 1; i < audio.length; i++) {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  audio[i] = seed >>> 24;
}
const message = Buffer.from(
  JSON.stringify({
    event: 'media',
    sequenceNumber: '3',
    media: { track: 'inbound', chunk: '1', timestamp: '20', payload: audio.toString('base64') },
    streamSid: 'MZ0123456789abcdef0123456789abcdef',
  }),
);

const table = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = ((2 * (code & 15) + 33) << ((code >> 4) & 7)) - 33;
  return 4 * (code & 0x80 ? -magnitude : magnitude);
});
const pcm = new Int16Array(160);

function readTwilio(bytes) {
  const parsed = JSON.parse(bytes.toString());
  if (parsed.event !== 'media') throw new Error('not a media message');
  const coded = Buffer.from(parsed.media.payload, 'base64');
  for (let i = 0; i < coded.length; i++) pcm[i] = table[coded[i]];
}

const ucidMessage = Buffer.from(
  JSON.stringify({
    event: 'media',
    type: 'media',
    ucid: '20123456789012345',
    data: {
      samples: Array.from(audio, (byte) => table[byte] >> 2),
      bitsPerSample: 16,
      sampleRate: 8000,
      channelCount: 1,
      numberOfFrames: 160,
      type: 'data',
    },
  }),
);

function readUcid(bytes) {
  const parsed = JSON.parse(bytes.toString());
  if (parsed.event !== 'media') throw new Error('not a media message');
  pcm.set(parsed.data.samples);
}

/** The median of short rounds: a machine that is busy now and then does not count. */
function measure(name, read, bytes) {
  const rounds = [];
  for (let round = 0; round < 41; round++) {
    const start = process.cpuUsage();
    const count = 10_000;
    for (let i = 0; i < count; i++) read(bytes);
    const used = process.cpuUsage(start);
    rounds.push(((used.user + used.system) * 1000) / count);
  }
  rounds.sort((a, b) => a - b);
  console.log(`node_reads_media/${name} ${rounds[20].toFixed(0)} ns (CPU, median of 41 rounds)`);
}
measure('twilio_20ms', readTwilio, message);
measure('ucid_20ms', readUcid, ucidMessage);
