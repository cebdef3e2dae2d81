// Twilio's messages, written by hand from the vendor's pages: an independent end for bridge and phone.
import { muLaw } from '../g711.mjs';

export const start = (callSid, streamSid) => ({
  event: 'start',
  sequenceNumber: '1',
  start: {
    accountSid: 'AC1',
    streamSid,
    callSid,
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: {},
  },
  streamSid,
});
export const media = (streamSid, payload) => ({ event: 'media', streamSid, media: { track: 'inbound', payload } });
export const stop = (callSid, streamSid) => ({ event: 'stop', streamSid, stop: { accountSid: 'AC1', callSid } });

/** A host's message with samples. */
export const audio = (samples, streamSid) => [{ event: 'media', streamSid, media: { payload: muLaw(samples) } }];

/** A host that says back what it hears. */
export function host(call, message) {
  if (message.event === 'start') call.streamSid = message.start.streamSid;
  if (message.event === 'media')
    call.audio({ event: 'media', streamSid: call.streamSid, media: { payload: message.media.payload } });
  if (message.event === 'stop') call.socket.close(...call.closing);
}
