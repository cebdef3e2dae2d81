// Smartflo's messages, written by hand from the vendor's pages: an independent end for the phone.

/** A host that says back what it hears, and counts what it says. */
export function host(call, message) {
  if (message.event === 'start') call.streamSid = message.start.streamSid;
  if (message.event === 'media') {
    call.chunk = (call.chunk ?? 0) + 1;
    const media = { chunk: call.chunk, payload: message.media.payload };
    call.audio({ event: 'media', streamSid: call.streamSid, media });
  }
  if (message.event === 'stop') call.socket.close(...call.closing);
}
