// Vonage's messages, written by hand from the vendor's pages: an independent end for bridge and phone.

export const start = (uuid, contentType = 'audio/l16;rate=16000') => ({
  uuid,
  event: 'websocket:connected',
  'content-type': contentType,
});

/** A host's messages with samples at 16 kHz, 20 ms each, as the vendor wants them. */
export const audio = (samples) =>
  Array.from({ length: samples.length / 320 }, (_, i) => Buffer.from(samples.slice(320 * i, 320 * (i + 1)).buffer));

/** A host that says back what it hears. The carrier's close is the end: there is no message. */
export function host(call, message) {
  if (Buffer.isBuffer(message)) call.audio(message);
}
