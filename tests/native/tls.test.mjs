// A host whose certificate nobody vouches for: refused, unless the caller insists.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { WebSocketServer } from 'ws';
import { hookswitch, programs } from '../kit/programs.mjs';

let folder;
let server;
let url;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-tls-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `wss://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

const call = async (program, ...more) => {
  const { code, stdout } = await hookswitch(program, 'call', url, '--as', 'twilio', '--max-seconds', '0.5', '--json', ...more);
  return { code, end: JSON.parse(stdout).end };
};

for (const program of programs)
  describe(`the ${program} program`, { concurrency: true }, () => {
    test('does not talk to a host whose certificate does not hold', async () => {
      const { code, end } = await call(program);
      assert.deepEqual([code, end.name], [1, 'host_unreachable']);
      assert.match(end.detail, /self-signed certificate|certificate verify failed/);
    });
    test('does so with --insecure', async () => {
      const { code, end } = await call(program, '--insecure');
      assert.deepEqual([code, end.cause], [0, 'hung_up']);
    });
  });
