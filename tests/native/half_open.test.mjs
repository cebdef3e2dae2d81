// A peer that closes the WebSocket and leaves the connection beneath it open.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { twilio } from '../kit/carrier.mjs';
import { until } from '../kit/until.mjs';

let bridge;
before(async () => (bridge = await startBridge()));
after(() => bridge.close());

/** One masked frame, as a client must send it. */
function frame(opcode, payload) {
  const mask = randomBytes(4);
  const { length } = payload;
  const head = length < 126 ? [0x80 | opcode, 0x80 | length] : [0x80 | opcode, 0xfe, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), mask, payload.map((byte, i) => byte ^ mask[i % 4])]);
}

test('a carrier that closes its WebSocket but not its connection has ended the call', async () => {
  const { hostname, port, host } = new URL(bridge.url);
  const socket = connect({ host: hostname, port, allowHalfOpen: true });
  const upgrade = [
    'GET /media/twilio HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket',
    'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ];
  socket.write(`${upgrade.join('\r\n')}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  const id = /x-hookswitch-call: (\S+)/i.exec(answer)[1];
  socket.write(frame(1, Buffer.from(JSON.stringify(twilio.start('CA1', 'MZ1')))));
  socket.write(frame(8, Buffer.from([0x03, 0xe8])));
  const record = await until('the record is complete', async () => {
    const known = await bridge.get(`/v1/calls/${id}`);
    return known.state === 'ended' && known;
  });
  assert.equal(record.end.cause, 'carrier_closed');
  assert.match(record.end.detail, /1000/);
  const { at_ms } = record.milestones.find(({ name }) => name === 'started');
  assert.ok(record.duration_ms - at_ms < 1_000, `${record.duration_ms - at_ms} ms after the close`);
  socket.destroy();
});
