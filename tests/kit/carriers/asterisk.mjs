// Asterisk's messages, written by hand from its documentation: an independent end for the phone.

/** A host that says back what it hears, frame by frame, in the form that the carrier speaks. */
export function host(call, message) {
  if (Buffer.isBuffer(message)) return call.audio(message);
  if (message.event === 'MEDIA_START') call.frameBytes = message.optimal_frame_size;
}
