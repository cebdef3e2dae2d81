// A peer that closes the WebSocket and leaves the connection beneath it open.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { dialRaw, masked } from '../kit/raw-carrier.mjs';
import { until } from '../kit/until.mjs';

let bridge;
before(async () => (bridge = await startBridge()));
after(() => bridge.close());

async function call() {
  const { socket, callId } = await dialRaw(bridge);
  return { socket, id: callId };
}

/** The record of a call, once it has ended. */
const ended = (id) =>
  until('the record is complete', async () => {
    const known = await bridge.get(`/v1/calls/${id}`);
    return known.state === 'ended' && known;
  });

test('a carrier that closes its WebSocket but not its connection has ended the call', async () => {
  const { socket, id } = await call();
  socket.write(masked(0x88, Buffer.from([0x03, 0xe8])));
  const record = await ended(id);
  assert.equal(record.end.cause, 'carrier_closed');
  assert.match(record.end.detail, /1000/);
  const { at_ms } = record.milestones.find(({ name }) => name === 'started');
  assert.ok(record.duration_ms - at_ms < 1_000, `${record.duration_ms - at_ms} ms after the close`);
  socket.destroy();
});

test('pings and pongs are no sign of life: a carrier that sends nothing else has fallen silent', async () => {
  const { socket, id } = await call();
  socket.on('data', () => undefined).on('error', () => undefined);
  socket.write(
    masked(0x81, Buffer.from(JSON.stringify(twilio.media('MZ1', Buffer.alloc(160, 0xff).toString('base64'))))),
  );
  const changed = await fetch(new URL(`/v1/calls/${id}/bounds`, bridge.url), {
    method: 'PATCH',
    body: JSON.stringify({ media_silence_s: 1, start_to_media_s: 1 }),
  });
  assert.equal(changed.status, 200);
  const alive = Buffer.from('alive');
  const beat = setInterval(() => socket.write(Buffer.concat([masked(0x89, alive), masked(0x8a, alive)])), 50);
  const record = await ended(id).finally(() => clearInterval(beat));
  assert.equal(record.end.cause, 'media_silence');
  assert.ok(record.duration_ms < 5_000, `${record.duration_ms} ms`);
  socket.destroy();
});

/** Hangs up on a call that has just begun; the carrier has read the bridge's close, and never replies to it. */
async function hungUp() {
  const { socket, id } = await call();
  const cut = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  const closed = new Promise((resolve) => socket.once('data', resolve));
  return { socket, id, cut, closed, hangUp: () => fetch(new URL(`/v1/calls/${id}`, bridge.url), { method: 'DELETE' }) };
}

async function expectNothingLeft(id) {
  assert.equal((await ended(id)).end.cause, 'hang_up_request');
  await until('no leg is left', async () => {
    const now = await bridge.get('/healthz');
    return now.calls_active === 0 && now.legs_open === 0 && now.sessions.calls === 0;
  });
}

test('a carrier that is hung up in the middle of an endless message is cut off', async () => {
  const { socket, id, cut, closed, hangUp } = await hungUp();
  socket.write(masked(0x81, Buffer.alloc(2 ** 20 - 1, 0x20), 2 ** 40)); // as much as may be, and more to come
  await hangUp();
  await closed;
  const piece = Buffer.alloc(64 * 1024, 0x20);
  const write = () => socket.writable && socket.write(piece, () => setImmediate(write));
  write();
  await cut;
  await expectNothingLeft(id);
});

test('a carrier that answers a close with nonsense leaves nothing behind', async () => {
  const { socket, id, closed, hangUp } = await hungUp();
  await hangUp();
  await closed;
  socket.write(masked(0x8b, Buffer.from('no such opcode')));
  await expectNothingLeft(id);
  socket.destroy();
});
