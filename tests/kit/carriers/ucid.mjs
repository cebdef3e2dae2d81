// The ucid protocol, written by hand from what its integrators report: an independent end for bridge and phone.

export const start = (ucid) => ({ event: 'start', type: 'text', ucid, did: '15550100002' });
export const media = (ucid, data) => ({ event: 'media', type: 'media', ucid, data });
export const data = (samples) => ({
  samples,
  bitsPerSample: 16,
  sampleRate: 8000,
  channelCount: 1,
  numberOfFrames: samples.length,
  type: 'data',
});

/** A host's message with samples. */
export const audio = (samples, ucid) => [media(ucid, data([...samples]))];

/** Profiles whose calls end without any message: a host sees silence. */
export const endInSilence = ['ucid:waybeo'];

/** A host that says back what it hears. The first packet is a calibration packet, at another rate: ignored. */
export function host(call, message) {
  if (message.event === 'media' && message.data?.sampleRate === 8_000) call.audio({ ...message, seqid: undefined });
  if (message.event === 'stop') call.socket.close(...call.closing);
}
