// Cloudonix's messages, written by hand from the vendor's pages: an independent end for the phone.

/** A host that says back what it hears. */
export function host(call, message) {
  if (message.event === 'start') call.streamSid = message.start.streamSid;
  if (message.event === 'media')
    call.audio({ event: 'media', streamSid: call.streamSid, media: { payload: message.media.payload } });
  if (message.event === 'stop') call.socket.close(...call.closing);
}
