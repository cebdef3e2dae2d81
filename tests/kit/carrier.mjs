// A carrier's end of a media socket, written by hand: it can say anything, also what no carrier would.
import { once } from 'node:events';
import WebSocket from 'ws';
import * as twilio from './carriers/twilio.mjs';

const callIdHeader = 'x-hookswitch-call';

/** Dials `/media/DIALECT`; `carrier.callId` is the bridge's id of the call. */
export async function dialBridge(bridge, dialect) {
  const url = new URL(`media/${dialect}`, bridge.url);
  url.protocol = 'ws:';
  const socket = new WebSocket(url, { perMessageDeflate: false });
  let callId = '';
  socket.on('upgrade', (answer) => (callId = answer.headers[callIdHeader]));
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve)); // with the close code
  await once(socket, 'open');
  return {
    callId,
    closed,
    /** Text and objects as text messages, buffers as binary ones. */
    send(...messages) {
      for (const message of messages)
        socket.send(Buffer.isBuffer(message) || typeof message === 'string' ? message : JSON.stringify(message));
    },
    hangUp() {
      socket.close(1000);
      return closed;
    },
  };
}

let shortCalls = 0;

/** A whole call, begun and ended by the carrier; its id in the bridge. */
export async function shortCall(bridge, callSid = `CA-short-${++shortCalls}`) {
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start(callSid, 'MZ1'), twilio.stop(callSid, 'MZ1'));
  await carrier.hangUp();
  return carrier.callId;
}
