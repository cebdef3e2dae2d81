// Exotel's messages, written by hand from the vendor's pages: an independent end for the phone.

/** A host that says back what it hears, two messages at a time: at least 3,200 bytes. */
export function host(call, message) {
  if (message.event === 'media') {
    const heard = Buffer.concat([call.held ?? Buffer.alloc(0), Buffer.from(message.media.payload, 'base64')]);
    call.held = heard.length < 3200 ? heard : undefined;
    if (!call.held)
      call.audio({ event: 'media', stream_sid: message.stream_sid, media: { payload: heard.toString('base64') } });
  }
  if (message.event === 'stop') call.socket.close(...call.closing);
}
