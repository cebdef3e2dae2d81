// Hosts that break RFC 6455 and then stay: both programs end the call at once and name the rule.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hookswitch, programs } from '../kit/programs.mjs';
import { accept, frame, startRawHost } from '../kit/raw-host.mjs';

const text = 0x81;
const mask = [1, 2, 3, 4];

/** [rule, the bytes after a good upgrade] */
const frames = [
  ['masked_frame', frame(text, 0x82, mask, [1, 2])],
  ['reserved_bits', frame(0xc1, 0x02, '{}')],
  ['reserved_bits', frame(0xa1, 0x02, '{}')],
  ['reserved_opcode', frame(0x83, 0x02, '{}')],
  ['reserved_opcode', frame(0x8b, 0x00)],
  ['control_fragmented', frame(0x09, 0x00)],
  ['control_too_long', frame(0x89, 0x7e, [0, 126], Buffer.alloc(126))],
  ['unexpected_continuation', frame(0x80, 0x02, '{}')],
  ['interleaved_message', Buffer.concat([frame(0x01, 0x01, '{'), frame(text, 0x02, '{}')])],
  ['text_not_utf8', frame(text, 0x02, [0xc3, 0x28])],
  ['length_encoding', frame(text, 0x7e, [0, 2], '{}')],
  ['length_encoding', frame(text, 0x7f, [0, 0, 0, 0, 0, 0, 0, 2], '{}')],
  ['length_encoding', frame(text, 0x7f, [0x80, 0, 0, 0, 0, 0, 0, 2], '{}')],
  ['close_payload', frame(0x88, 0x01, [3])],
  ['close_code', frame(0x88, 0x02, [1005 >> 8, 1005 & 255])],
  ['close_code', frame(0x88, 0x02, [0, 0])],
  ['close_reason_not_utf8', frame(0x88, 0x03, [1000 >> 8, 1000 & 255, 0xff])],
];

/** [rule, what is wrong with the response to the upgrade] */
const answers = [
  ['accept_key', (request) => accept(request, { 'Sec-WebSocket-Accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' })],
  ['accept_key', (request) => accept(request, { 'Sec-WebSocket-Accept': undefined })],
  ['upgrade_header', (request) => accept(request, { Upgrade: undefined })],
  ['upgrade_header', (request) => accept(request, { Upgrade: 'h2c' })],
  ['connection_header', (request) => accept(request, { Connection: undefined })],
  ['connection_header', (request) => accept(request, { Connection: 'keep-alive' })],
  ['subprotocol', (request) => accept(request, { 'Sec-WebSocket-Protocol': 'audio' })],
  ['extension', (request) => accept(request, { 'Sec-WebSocket-Extensions': 'permessage-deflate' })],
  ['not_http', () => 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
];

const told = ['protocol_error', 'host', 'host_broke_protocol'];

for (const program of programs)
  describe(`the ${program} program`, { concurrency: 2 }, () => {
    const call = async (t, options) => {
      const host = await startRawHost(options);
      t.after(() => host.close());
      const { code, stdout, stderr } = await hookswitch(program, 'call', host.url, '--as', 'twilio', '--json');
      const report = JSON.parse(stdout);
      assert.equal(code, 1, stdout);
      assert.ok(report.duration_ms < 6_000, `${report.duration_ms} ms`);
      assert.match(stderr, /^error 1030 protocol_error: /);
      return report;
    };

    for (const [rule, bytes] of frames)
      test(`names ${rule} in ${bytes.subarray(0, 6).toString('hex')}`, async (t) => {
        const { end, findings } = await call(t, { onUpgrade: (socket) => setTimeout(() => socket.write(bytes), 200) });
        assert.deepEqual([end.name, end.by, end.cause], told, end.detail);
        assert.match(end.detail, new RegExp(`^${rule}: .*RFC 6455, section`));
        assert.equal(findings[0].name, 'protocol_error');
      });

    for (const [rule, answer] of answers)
      test(`names ${rule} in ${JSON.stringify(answer('Sec-WebSocket-Key: x')).slice(0, 100)}`, async (t) => {
        const { end } = await call(t, { answer });
        assert.deepEqual([end.name, end.by, end.cause], told, end.detail);
        assert.match(end.detail, new RegExp(`^${rule}: `));
      });
  });
