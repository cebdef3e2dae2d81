// FreeSWITCH's messages (mod_audio_stream), written by hand from its README: an independent end for the phone.

/** A host that says back what it hears, as clips in JSON. */
export function host(call, message) {
  if (!Buffer.isBuffer(message)) call.sampleRate = Number(message.sampleRate ?? 8_000);
  else
    call.audio({
      type: 'streamAudio',
      data: { audioDataType: 'raw', sampleRate: call.sampleRate ?? 8_000, audioData: message.toString('base64') },
    });
}
