// Peers that break the WebSocket protocol, and stay or vanish; and peers that do not wait for the response to an upgrade.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { dialRaw, masked, text } from '../kit/raw-carrier.mjs';
import { accept, frame, startRawHost } from '../kit/raw-host.mjs';
import { until } from '../kit/until.mjs';

let bridge;
let agent;
let answer = accept; // the agent's response to an upgrade
let onUpgrade = () => undefined;

before(async () => {
  agent = await startRawHost({ answer: (request) => answer(request), onUpgrade: (socket) => onUpgrade(socket) });
  bridge = await startBridge({ config: { agent: { url: agent.url, model: 'any' } } });
});
after(async () => {
  await bridge.close();
  await agent.close();
});

/** The record of a call, once it has ended. */
const ended = (id) =>
  until('the record is complete', async () => {
    const known = await bridge.get(`/v1/calls/${id}`);
    return known.state === 'ended' && known;
  });

const nothingIsLeft = () =>
  until('no leg is left', async () => {
    const now = await bridge.get('/healthz');
    return now.calls_active === 0 && now.legs_open === 0 && now.sessions.calls === 0;
  });

function expectNamed({ end, diagnosis, duration_ms }, cause, by, rule) {
  assert.deepEqual([end.cause, end.by, end.code], [cause, by, 1030], JSON.stringify(end));
  assert.match(end.detail, new RegExp(`${rule}: .*RFC 6455, section`));
  assert.ok(
    diagnosis.some(({ code, evidence }) => code === 1030 && evidence.includes(rule)),
    JSON.stringify(diagnosis),
  );
  assert.ok(duration_ms < 5_000, `${duration_ms} ms`);
}

/** [rule, bytes of a carrier, the code of our close] */
const ofCarriers = [
  ['unmasked_frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
  ['reserved_bits', masked(0xc1, Buffer.from('{}'))],
  ['reserved_opcode', masked(0x83, Buffer.from('{}'))],
  ['reserved_opcode', masked(0x8b, Buffer.from(''))],
  ['control_fragmented', masked(0x09, Buffer.from(''))],
  ['control_too_long', masked(0x89, Buffer.alloc(126))],
  ['unexpected_continuation', masked(0x80, Buffer.from('{}'))],
  ['interleaved_message', Buffer.concat([masked(0x01, Buffer.from('{')), masked(0x81, Buffer.from('{}'))])],
  ['length_encoding', Buffer.from([0x81, 0xfe, 0, 2, 1, 2, 3, 4, 5, 6])],
  ['text_not_utf8', masked(0x81, Buffer.from([0xc3, 0x28])), 1007],
  ['close_payload', masked(0x88, Buffer.from([3]))],
  ['close_code', masked(0x88, Buffer.from([1005 >> 8, 1005 & 255]))],
  ['close_reason_not_utf8', masked(0x88, Buffer.from([1000 >> 8, 1000 & 255, 0xff]))],
];

describe('a carrier that breaks the protocol', { concurrency: 2 }, () => {
  for (const [rule, bytes, code = 1002] of ofCarriers) {
    test(`is told ${code} and named at once: ${rule}`, async () => {
      const { socket, callId } = await dialRaw(bridge);
      let heard = Buffer.alloc(0);
      socket.on('data', (part) => (heard = Buffer.concat([heard, part])));
      socket.on('error', () => undefined);
      socket.write(bytes);
      expectNamed(await ended(callId), 'carrier_protocol_error', 'carrier', rule);
      await until('our close', () => heard.includes(Buffer.from([0x88, 2, code >> 8, code & 255])));
      socket.destroy();
    });
    test(`is named although it vanishes: ${rule}`, async () => {
      const { socket, callId } = await dialRaw(bridge);
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.write(bytes, resolve));
      socket.resetAndDestroy();
      expectNamed(await ended(callId), 'carrier_protocol_error', 'carrier', rule);
    });
  }
});

test('a carrier that breaks the protocol and goes on writing is cut off', async () => {
  const { socket, callId } = await dialRaw(bridge);
  const cut = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  const write = () => socket.writable && socket.write(ofCarriers[0][1], () => setImmediate(write));
  write();
  expectNamed(await ended(callId), 'carrier_protocol_error', 'carrier', 'unmasked_frame');
  await cut;
  await nothingIsLeft();
});

test('a carrier whose message is too large is told 1009 and named', async () => {
  const { socket, callId } = await dialRaw(bridge);
  let heard = Buffer.alloc(0);
  socket.on('data', (part) => (heard = Buffer.concat([heard, part]))).on('error', () => undefined);
  socket.write(masked(0x81, Buffer.alloc(2 ** 20 + 1, 0x20)));
  const { end } = await ended(callId);
  assert.deepEqual([end.cause, end.by, end.code], ['carrier_too_large', 'carrier', 1005]);
  assert.match(end.detail, /1009: .*1048576 bytes/);
  await until('our close', () => heard.includes(Buffer.from([1009 >> 8, 1009 & 255])));
  socket.destroy();
  await nothingIsLeft();
});

test('a carrier that vanishes has reset its connection, one that ends it has not closed', async () => {
  const reset = await dialRaw(bridge);
  reset.socket.resetAndDestroy();
  const one = (await ended(reset.callId)).end;
  assert.deepEqual([one.cause, one.code], ['carrier_lost', 2007]);
  assert.match(one.detail, /1006: the connection was reset/);
  const half = await dialRaw(bridge);
  half.socket.end();
  const other = (await ended(half.callId)).end;
  assert.equal(other.cause, 'carrier_lost');
  assert.match(other.detail, /1006: the connection was ended without a close frame/);
});

/** A call whose agent does as `change` says; its record. */
async function callTo(change) {
  answer = change.answer ?? accept;
  onUpgrade = change.onUpgrade ?? (() => undefined);
  const { socket, callId } = await dialRaw(bridge);
  socket.on('data', () => undefined).on('error', () => undefined);
  const media = setInterval(
    () => socket.write(text(twilio.media('MZ1', Buffer.alloc(160, 0xff).toString('base64')))),
    20,
  );
  const record = await ended(callId).finally(() => clearInterval(media));
  socket.destroy();
  return record;
}

describe('an agent that breaks the protocol', () => {
  const frames = [
    ['masked_frame', frame(0x81, 0x82, [1, 2, 3, 4], [1, 2])],
    ['reserved_bits', frame(0xc1, 0x02, '{}')],
    ['text_not_utf8', frame(0x81, 0x02, [0xc3, 0x28])],
    ['close_code', frame(0x88, 0x02, [0, 0])],
  ];
  for (const [rule, bytes] of frames)
    for (const [what, then] of [
      ['stays', () => undefined],
      ['vanishes', (socket) => socket.resetAndDestroy()],
    ])
      test(`and ${what}: ${rule}`, async () => {
        const record = await callTo({ onUpgrade: (socket) => socket.write(bytes, () => then(socket)) });
        expectNamed(record, 'agent_protocol_error', 'agent', rule);
      });

  const answers = [
    ['accept_key', (request) => accept(request, { 'Sec-WebSocket-Accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })],
    ['accept_key', (request) => accept(request, { 'Sec-WebSocket-Accept': undefined })],
    ['upgrade_header', (request) => accept(request, { Upgrade: 'h2c' })],
    ['connection_header', (request) => accept(request, { Connection: 'keep-alive' })],
    ['subprotocol', (request) => accept(request, { 'Sec-WebSocket-Protocol': 'audio' })],
    ['extension', (request) => accept(request, { 'Sec-WebSocket-Extensions': 'permessage-deflate' })],
    ['not_http', () => 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ];
  for (const [rule, wrong] of answers)
    test(`in its answer to the upgrade: ${rule}`, async () => {
      expectNamed(await callTo({ answer: wrong }), 'agent_protocol_error', 'agent', rule);
    });
});

describe('an agent that refuses', () => {
  const refuses = async (body) => {
    const { end, duration_ms } = await callTo({ answer: () => `HTTP/1.1 401 Unauthorized\r\n${body}` });
    assert.deepEqual([end.cause, end.code], ['agent_failed', 3002], JSON.stringify(end));
    assert.match(end.detail, /HTTP 401/);
    assert.ok(duration_ms < 5_000, `${duration_ms} ms`);
  };
  test('and announces a body that never comes', () => refuses('Content-Length: 1000\r\n\r\n{'));
  test('and does not say how long its body is', () => refuses('\r\nno'));
  test('and has a body of many megabytes', () => refuses(`Content-Length: 20000000\r\n\r\n${'x'.repeat(20_000_000)}`));
});

test('a carrier that does not wait for the answer to its upgrade is heard from the first frame on', async () => {
  const quiet = Buffer.alloc(160, 0xff).toString('base64');
  const early = [
    twilio.start('CA-early', 'MZ1'),
    twilio.media('MZ1', quiet),
    twilio.media('MZ1', quiet),
    twilio.stop('CA-early', 'MZ1'),
  ];
  const { socket, callId } = await dialRaw(bridge, { early: early.map(text) });
  const record = await ended(callId);
  assert.equal(record.end.cause, 'carrier_stop', JSON.stringify(record.end));
  assert.equal(record.carrier.call_id, 'CA-early');
  assert.equal(record.media.in.frames, 2);
  assert.deepEqual(record.media.oddities, {});
  socket.destroy();
});

describe('an agent whose first words come with its answer to the upgrade', () => {
  const words = (reason) =>
    Buffer.from(JSON.stringify({ type: 'error', error: { code: 'invalid_api_key', message: reason } }));
  const long = (bytes) => [bytes >> 8, bytes & 255];
  for (const [what, headers, bytes] of [
    ['in a few bytes', {}, 100],
    ['in many', {}, 20_000],
    ['after a long head', { 'Set-Cookie': 'x'.repeat(3_000) }, 20_000],
  ])
    test(`is heard: ${what}`, async () => {
      const first = words('x'.repeat(bytes));
      const both = (request) =>
        Buffer.concat([Buffer.from(accept(request, headers)), frame(0x81, 0x7e, long(first.length), first)]);
      const { end } = await callTo({ answer: both });
      assert.deepEqual([end.cause, end.code], ['agent_failed', 3002], JSON.stringify(end));
      assert.match(end.detail, /xxxx/);
    });
});
