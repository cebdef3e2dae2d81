// The bridge ends the phone call over the carrier's API, once, and the record says what became of it.
import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

// The bridge fills them in.
// biome-ignore lint/suspicious/noTemplateCurlyInString: as in a configuration
const [token, key] = ['${TOKEN}', '${KEY}'];
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A vendor's API: what it was asked, when, and how it responds. */
async function startApi() {
  const asked = [];
  const api = { asked, respond: () => [204, ''] };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      asked.push({ method: request.method, path: request.url, headers: request.headers, body, at: Date.now() });
      const [status, text] = api.respond(asked.length);
      response.writeHead(status).end(text);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.url = `http://127.0.0.1:${server.address().port}`;
  api.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return api;
}

let api;
let bridge;
before(async () => {
  api = await startApi();
  bridge = await startBridge({
    config: {
      agent: { model: 'farewell' },
      carriers: {
        twilio: { account: { api_url: api.url, account_sid: 'AC1', auth_token: token } },
        vonage: { account: { api_url: `${api.url}/`, application_id: 'app-1', private_key: key } },
      },
    },
    environment: { TOKEN: 'twilio-token', KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
  });
});
after(async () => {
  await bridge?.close();
  await api?.close();
});

/** A call to the agent that says goodbye: the phone's report and the bridge's record. */
async function farewell(dialect, respond = () => [204, '']) {
  api.asked.length = 0;
  api.respond = respond;
  const media = `${bridge.url.replace('http', 'ws')}media/${dialect}`;
  const { stdout, stderr } = await hookswitch('native', 'call', media, '--as', dialect, '--say', speechFile, '--json');
  assert.ok(stdout, stderr);
  const report = JSON.parse(stdout);
  const record = await until('the record is complete', async () => {
    const found = await bridge.get(`/v1/calls/${report.host_call_id}`);
    return found.state === 'ended' && found;
  });
  assert.equal(record.end.cause, 'goodbye');
  return record;
}

test('after the goodbye the phone is hung up once, with the vendor’s own request', async () => {
  const record = await farewell('twilio', () => [200, '{"status":"completed"}']);
  assert.equal(api.asked.length, 1);
  const [{ method, path, headers, body, at }] = api.asked;
  assert.equal(method, 'POST');
  assert.equal(path, `/2010-04-01/Accounts/AC1/Calls/${record.carrier.call_id}.json`);
  assert.equal(body, 'Status=completed');
  assert.equal(headers.authorization, `Basic ${Buffer.from('AC1:twilio-token').toString('base64')}`);
  const lastAudio = record.timeline.findLast(({ event }) => event === 'agent_speaks').at_ms;
  assert.ok(at - Date.parse(record.created_at) >= lastAudio);
  assert.deepEqual([record.hang_up.outcome, record.hang_up.attempts, record.hang_up.http_status], ['hung_up', 1, 200]);
  assert.deepEqual(record.diagnosis, []);
});

test('a Vonage call is ended with a token that its application has signed', async () => {
  const record = await farewell('vonage');
  assert.equal(api.asked.length, 1);
  const [{ method, path, headers, body }] = api.asked;
  assert.deepEqual([method, path, body], ['PUT', `/v1/calls/${record.carrier.call_id}`, '{"action":"hangup"}']);
  const [head, claims, signature] = headers.authorization.replace('Bearer ', '').split('.');
  assert.ok(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url'));
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
  assert.deepEqual(read(head), { alg: 'RS256', typ: 'JWT' });
  const { application_id, iat, exp, jti } = read(claims);
  assert.equal(application_id, 'app-1');
  assert.ok(Math.abs(iat - Date.now() / 1000) < 60 && exp > iat && jti.length >= 16);
  assert.equal(record.hang_up.outcome, 'hung_up');
});

test('an API that fails is asked again, and one that says "gone" has ended the call', async () => {
  const record = await farewell('twilio', (time) => (time === 1 ? [503, 'busy'] : [404, '{"code":20404}']));
  assert.equal(api.asked.length, 2);
  assert.deepEqual([record.hang_up.outcome, record.hang_up.attempts], ['was_over', 2]);
  assert.deepEqual(record.diagnosis, []);
});

test('a refusal is in the record, with the vendor’s words and without the secret', async () => {
  const record = await farewell('twilio', () => [401, 'no account AC1 with twilio-token']);
  assert.equal(api.asked.length, 1);
  assert.equal(record.hang_up.outcome, 'refused');
  assert.equal(record.hang_up.http_status, 401);
  assert.match(record.hang_up.detail, /no account AC1 with \*\*\*/);
  assert.deepEqual(
    record.diagnosis.map(({ code, name }) => [code, name]),
    [[2047, 'hang_up_failed']],
  );
});

test('a caller who hangs up is not hung up again', async () => {
  api.asked.length = 0;
  const media = `${bridge.url.replace('http', 'ws')}media/twilio`;
  const { stdout } = await hookswitch('native', 'call', media, '--as', 'twilio', '--max-seconds', '2', '--json');
  const report = JSON.parse(stdout);
  const record = await until('the record is complete', async () => {
    const found = await bridge.get(`/v1/calls/${report.host_call_id}`);
    return found.state === 'ended' && found;
  });
  assert.equal(record.end.cause, 'carrier_stop');
  assert.equal(record.hang_up, null);
  assert.equal(api.asked.length, 0);
});
