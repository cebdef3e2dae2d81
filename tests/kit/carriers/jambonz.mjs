// jambonz's messages, written by hand from its documentation: an independent end for the phone.

/** A host that says back what it hears, in binary messages. */
export function host(call, message) {
  if (Buffer.isBuffer(message)) call.audio(message);
}
