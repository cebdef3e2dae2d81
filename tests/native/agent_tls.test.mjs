// Agents whose TLS does not hold: the record says why, and the call does not wait for further tries.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlain } from 'node:http';
import { createServer } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { makeCertificates } from '../kit/certificates.mjs';
import { until } from '../kit/until.mjs';

let made;
const servers = [];

before(() => {
  made = makeCertificates();
});
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  made.remove();
});

/** The record of a call whose agent is this server. */
async function recordOf(server) {
  servers.push(server);
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `wss://127.0.0.1:${server.address().port}/`;
  const bridge = await startBridge({
    config: { agent: { url, model: 'any' } },
    environment: { SSL_CERT_FILE: made.root },
  });
  try {
    const carrier = await dialBridge(bridge, 'twilio');
    carrier.send(twilio.start('CA1', 'MZ1'));
    await until('the agent is there, or known not to be', async () => {
      const { timeline } = await bridge.get(`/v1/calls/${carrier.callId}`);
      return timeline.some(
        ({ from, event }) => from === 'agent' && (event === 'socket_opened' || event === 'not_connected'),
      );
    });
    await carrier.hangUp();
    return await until('the record is complete', async () => {
      const known = await bridge.get(`/v1/calls/${carrier.callId}`);
      return known.state === 'ended' && known;
    });
  } finally {
    await bridge.close();
  }
}

const evidence = {
  expired: /valid until/,
  not_yet_valid: /valid from/,
  wrong_host: /other\.example/,
  self_signed: /self_signed/,
  unknown_issuer: /stranger/,
  incomplete_chain: /between/,
};
const handshakes = [
  [
    'protocol_version',
    () =>
      createServer({ ...made.hosts.good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ],
  [
    'no_common_cipher',
    () => createServer({ ...made.hosts.good, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' }),
  ],
  [
    'client_certificate_wanted',
    () => createServer({ ...made.hosts.good, requestCert: true, rejectUnauthorized: true, ca: made.hosts.good.cert }),
  ],
  [
    'client_certificate_wanted',
    () =>
      createServer({
        ...made.hosts.good,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion: 'TLSv1.2',
        ca: made.hosts.good.cert,
      }),
  ],
  ['not_tls', () => createPlain()],
];

function expectRefused({ end, diagnosis, timeline }, code, reason) {
  assert.deepEqual([end.cause, end.by, end.code], ['agent_unreachable', 'agent', code], JSON.stringify(end));
  assert.match(end.detail, new RegExp(`^TLS: ${reason}: `));
  assert.ok(
    diagnosis.some((finding) => finding.code === code && finding.evidence.includes(reason)),
    JSON.stringify(diagnosis),
  );
  assert.equal(timeline.filter(({ event }) => event === 'agent_dialed').length, 1, 'another try would do no better');
}

describe('an agent', { concurrency: 2 }, () => {
  for (const [reason, told] of Object.entries(evidence))
    test(`whose certificate does not verify: ${reason}`, async () => {
      const record = await recordOf(createServer(made.hosts[reason]));
      expectRefused(record, 1031, reason);
      assert.match(record.end.detail, told);
    });
  for (const [reason, server] of handshakes)
    test(`with which TLS does not come up: ${reason}`, async () =>
      expectRefused(await recordOf(server()), 1032, reason));
  for (const name of ['good', 'complete_chain'])
    test(`whose certificate verifies is talked to: ${name}`, async () => {
      const { timeline } = await recordOf(createServer(made.hosts[name]));
      assert.ok(
        timeline.some(({ from, event }) => from === 'agent' && event === 'socket_opened'),
        JSON.stringify(timeline),
      );
    });
});
