// Hosts whose TLS does not hold: refused with the reason, unless the caller insists on a certificate that does not verify.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlain } from 'node:http';
import { createServer } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { makeCertificates } from '../kit/certificates.mjs';
import { hookswitch, programs } from '../kit/programs.mjs';

let made;
const servers = [];

before(() => {
  made = makeCertificates();
  // Whom both programs trust.
  process.env.SSL_CERT_FILE = made.root;
  process.env.NODE_EXTRA_CA_CERTS = made.root;
});
after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  made.remove();
});

async function hosted(server) {
  servers.push(server);
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `wss://127.0.0.1:${server.address().port}/`;
}

const call = async (program, url, ...more) => {
  const { code, stdout, stderr } = await hookswitch(
    program,
    'call',
    url,
    '--as',
    'twilio',
    '--max-seconds',
    '0.5',
    '--json',
    ...more,
  );
  return { code, stderr, ...JSON.parse(stdout) };
};

const certificates = ['self_signed', 'expired', 'not_yet_valid', 'wrong_host', 'unknown_issuer', 'incomplete_chain'];
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
  ['not_tls', () => createPlain()],
];

for (const program of programs)
  describe(`the ${program} program`, { concurrency: 2 }, () => {
    for (const name of ['good', 'complete_chain'])
      test(`talks to a host with a certificate that verifies: ${name}`, async () => {
        const { end } = await call(program, await hosted(createServer(made.hosts[name])));
        assert.equal(end.cause, 'limit_reached', end.detail);
      });

    for (const reason of certificates)
      test(`says why a certificate is refused, and how to go on: ${reason}`, async () => {
        const { code, stderr, end, findings } = await call(program, await hosted(createServer(made.hosts[reason])));
        assert.deepEqual(
          [code, end.name, end.cause, end.by],
          [1, 'certificate_refused', 'certificate_refused', 'host'],
          end.detail,
        );
        assert.match(end.detail, new RegExp(`^${reason}: the `));
        assert.match(findings[0].remedy, /--insecure/);
        assert.match(stderr, /^error 1031 certificate_refused: .*\n {2}.*--insecure.*\n$/);
      });

    for (const [reason, server] of handshakes)
      test(`says why TLS failed: ${reason}`, async () => {
        const { code, end } = await call(program, await hosted(server()));
        assert.deepEqual([code, end.name, end.by], [1, 'tls_failed', 'host'], end.detail);
        assert.match(end.detail, new RegExp(`^${reason}: `));
      });

    test('talks to any of them with --insecure', async () => {
      for (const reason of certificates) {
        const { end } = await call(program, await hosted(createServer(made.hosts[reason])), '--insecure');
        assert.equal(end.cause, 'limit_reached', `${reason}: ${end.detail}`);
      }
    });
  });
