// A carrier on a bare TCP connection: what is written, right or wrong, and in how many pieces is up to the test.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import * as twilio from './carriers/twilio.mjs';

/** The length of a frame as RFC 6455 wants it: in as few bytes as do. */
function lengthOf(bytes) {
  if (bytes < 126) return Buffer.from([0x80 | bytes]);
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(BigInt(bytes));
  return bytes < 65_536 ? Buffer.from([0x80 | 126, ...long.subarray(6)]) : Buffer.from([0x80 | 127, ...long]);
}

/** One masked frame, as a client must send it; `first` is its first byte: FIN, reserved bits and opcode. */
export function masked(first, payload, announced = payload.length) {
  const mask = randomBytes(4);
  return Buffer.concat([Buffer.from([first]), lengthOf(announced), mask, payload.map((byte, i) => byte ^ mask[i % 4])]);
}

export const text = (message) => masked(0x81, Buffer.from(JSON.stringify(message)));

let calls = 0;

/** Sends `early` in one piece with the upgrade. `callId`: the bridge's id of the call. */
export async function dialRaw(bridge, { early = [text(twilio.start(`CA-raw-${++calls}`, 'MZ1'))] } = {}) {
  const { hostname, port, host } = new URL(bridge.url);
  const socket = connect({ host: hostname, port, allowHalfOpen: true });
  const upgrade = [
    'GET /media/twilio HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ];
  socket.on('error', () => undefined); // it may be reset
  socket.write(Buffer.concat([Buffer.from(`${upgrade.join('\r\n')}\r\n\r\n`), ...early]));
  const [answer] = await once(socket, 'data');
  return { socket, callId: /x-hookswitch-call: (\S+)/i.exec(answer)?.[1] };
}
