// `hookswitch emulate agent` with hosts and clients as the vendor's users have them, and its reports of their sessions.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { startAgent } from '../kit/agent.mjs';
import { startBridge } from '../kit/bridge.mjs';
import { ends } from '../kit/ends.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { defaultSession, sample, startRealtimeHost } from '../kit/realtime_hosts.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'hookswitch-agent-'))));
after(() => rm(folder, { recursive: true }));

async function agentWith(...options) {
  const agent = await startAgent(...options);
  ends.push(() => agent.kill());
  return agent;
}

async function hostWith(plan) {
  const host = await startRealtimeHost(plan);
  ends.push(() => host.close());
  return host;
}

/** A client of the agent: what it received, and how it was closed. */
async function clientOf(url, options = {}) {
  const socket = new WebSocket(url, options);
  const client = {
    socket,
    events: [],
    closed: new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))),
  };
  socket.on('message', (data) => client.events.push(JSON.parse(data)));
  ends.push(() => socket.terminate());
  await once(socket, 'open');
  client.say = (event) => socket.send(JSON.stringify(event));
  client.told = (type) => until(`it is told ${type}`, () => client.events.find((event) => event.type === type));
  return client;
}

const call = (host, ...options) =>
  hookswitch('native', 'call', host.url, '--as', 'twilio', '--say', speechFile, '--json', ...options);
const names = (report) => report.findings.map(({ name }) => name);
const asks = (session) => ({ type: 'session.update', session: { type: 'realtime', ...session } });

test('a host like the public samples runs as it is: mu-law both ways, its model echoed, nothing refused', async () => {
  const agent = await agentWith();
  const host = await hostWith(sample(agent.url));
  const { code, stdout, stderr } = await call(host);
  assert.equal(code, 0, stderr);
  assert.equal(host.of('session.created')[0].session.model, 'gpt-realtime');
  assert.equal(host.of('session.updated')[0].session.model, 'gpt-realtime');
  assert.equal(host.of('session.updated')[0].session.audio.output.voice, 'alloy');
  assert.deepEqual([host.of('error'), host.seen.errors], [[], []]);
  assert.ok(JSON.parse(stdout).media.heard_speech_ms > 2_000, 'the caller was answered');

  const report = await agent.report();
  assert.deepEqual(report.model, { asked: 'gpt-realtime', served: 'gpt-realtime' });
  assert.deepEqual([report.persona, report.input.encoding, report.output.encoding], ['parrot', 'pcmu', 'pcmu']);
  assert.deepEqual([report.ended.by, report.refused, report.findings], ['client', [], []]);
  assert.ok(report.input.audio_ms > 3_000 && report.output.audio_ms > 2_000, JSON.stringify(report));
  assert.ok(Math.abs(report.input.rate_ratio - 1) < 0.1, `rate_ratio is ${report.input.rate_ratio}`);
  assert.equal(report.responses.completed, 1);
});

test('a sample host that greets is interrupted by the caller and truncates what was heard', async () => {
  const agent = await agentWith();
  const host = await hostWith(sample(agent.url, { greets: true }));
  const { code, stderr } = await call(host);
  assert.equal(code, 0, stderr);
  assert.ok(host.of('response.output_audio.delta').length > 0, 'it greets');
  await agent.report();
  for (const error of host.of('error'))
    assert.match(
      error.error.message,
      /already shorter than/,
      'a late mark lets the samples truncate too long, as with the vendor',
    );
  assert.equal(
    host.seen.truncations.length > 0 ? host.of('conversation.item.truncated').length + host.of('error').length : 0,
    host.seen.truncations.length,
  );
});

test('a session that declares PCM and sends mu-law is named, in the log at once and in its report', async () => {
  const agent = await agentWith();
  const host = await hostWith(defaultSession(agent.url));
  await call(host, '--wait', '8');
  assert.deepEqual(host.of('error'), []);
  assert.deepEqual(host.of('session.updated')[0].session.audio.input.turn_detection, {
    type: 'semantic_vad',
    eagerness: 'auto',
    create_response: true,
    interrupt_response: true,
  });
  const report = await agent.report();
  assert.deepEqual(names(report), ['agent_audio_rate']);
  assert.equal(report.findings[0].code, 3009);
  assert.match(report.findings[0].detail, /0\.167 times.*PCM at 24000 Hz is declared, and it comes as G\.711 would/);
  assert.ok(Math.abs(report.input.rate_ratio - 1 / 6) < 0.03, `rate_ratio is ${report.input.rate_ratio}`);
  const warning = agent.log().find(({ code }) => code === 3009);
  assert.equal(warning?.session, report.session_id);
});

test('each session is told in one line of the log and one report, and the open ones are counted', async () => {
  const agent = await agentWith('--persona', 'silent');
  const client = await clientOf(`${agent.url}?model=gpt-realtime`);
  await client.told('session.created');
  assert.equal((await agent.health()).sessions.personas, 1);
  client.say(asks({ temperature: 0.8 }));
  client.say(asks({ model: 'gpt-realtime', tracing: 'auto', truncation: 'disabled' }));
  const { session } = await client.told('session.updated');
  assert.deepEqual([session.model, session.tracing, session.truncation], ['gpt-realtime', 'auto', 'disabled']);
  assert.equal((await client.told('error')).error.param, 'session.temperature');
  client.socket.close(1000, 'done');

  const report = await agent.report();
  assert.equal(report.schema, 1);
  assert.deepEqual(report.ended, { by: 'client', code: 1000, reason: 'done' });
  assert.deepEqual(report.refused, [
    {
      code: 'unknown_parameter',
      message: "Unknown parameter: 'session.temperature'.",
      param: 'session.temperature',
      times: 1,
    },
  ]);
  assert.deepEqual(names(report), ['agent_refused_message']);
  assert.match(report.started_at, /^\d{4}-\d\d-\d\dT/);
  const lines = await until('the log has it', () => {
    const ended = agent.log().filter(({ message }) => message === 'agent session ended');
    return ended.length > 0 && ended;
  });
  assert.equal(lines.length, 1);
  assert.deepEqual(
    [lines[0].session, lines[0].ended_by, lines[0].persona, lines[0].refused],
    [report.session_id, 'client', 'silent', '1'],
  );
  await until('no session is open', async () => (await agent.health()).sessions.personas === 0);
  assert.equal((await agent.health()).sessions_ended, 1);
});

test('a socket that is lost and one that the agent leaves are told apart, and the reports go to a file', async () => {
  const file = join(folder, 'reports.jsonl');
  await writeFile(file, '{"before":true}\n');
  const agent = await agentWith('--report', file);
  const lost = await clientOf(agent.url);
  await lost.told('session.created');
  lost.socket.terminate();
  const reports = async () =>
    (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  await until('the first is written', async () => (await reports()).length === 2);
  const left = await clientOf(agent.url);
  await left.told('session.created');
  assert.equal(await agent.kill('SIGTERM'), 0);
  assert.equal((await left.closed).code, 1001);
  const [first, ...told] = await reports();
  assert.deepEqual(first, { before: true }, 'it adds to the file');
  assert.deepEqual(
    told.map(({ ended }) => [ended.by, ended.code]),
    [
      ['network', 1006],
      ['agent', 1001],
    ],
  );
  assert.deepEqual(agent.reports(), [], 'nothing of it on standard output');
});

test('what is no conversation with an agent is denied by name, and told', async () => {
  const agent = await agentWith();
  const cases = [
    ['?intent=transcription', {}, 4000, 'intent', 'agent_session_kind'],
    ['?call_id=rtc_1', {}, 4000, 'call_id', 'agent_session_kind'],
    [
      '?model=gpt-realtime',
      { headers: { 'OpenAI-Beta': 'realtime=v1' } },
      4000,
      'beta_api_shape_disabled',
      'agent_protocol_retired',
    ],
    ['?model=gpt-realtime', { headers: { Authorization: 'Bearer bad-key' } }, 3000, 'invalid_api_key', 'agent_refused'],
  ];
  for (const [n, [query, options, code, word, finding]] of cases.entries()) {
    const client = await clientOf(agent.url + query, options);
    const closed = await client.closed;
    assert.equal(closed.code, code, query);
    assert.match(closed.reason, new RegExp(`^invalid_request_error\\..*${word}`));
    assert.equal(client.events.length, 1);
    assert.equal(client.events[0].type, 'error');
    assert.match(JSON.stringify(client.events[0].error), new RegExp(word));
    const report = await agent.report(n);
    assert.deepEqual([report.ended.by, names(report)], ['agent', [finding]]);
  }
});

test('with --tls it answers at wss:// with a certificate that clients can be told to trust', async () => {
  const agent = await agentWith('--tls');
  assert.match(agent.url, /^wss:\/\/127\.0\.0\.1:\d+\/v1\/realtime$/);
  const file = await agent.certificate();
  const ca = readFileSync(file);
  await assert.rejects(clientOf(agent.url), /self.signed certificate/);
  const client = await clientOf(`${agent.url}?model=gpt-realtime`, { ca });
  assert.equal((await client.told('session.created')).session.model, 'gpt-realtime');
  client.say({ type: 'response.create' });
  await client.told('response.done');
  const named = await clientOf(agent.url.replace('127.0.0.1', 'localhost'), { ca });
  await named.told('session.created');
  client.socket.close(1000);
  assert.deepEqual([(await client.closed).code, (await agent.report()).ended.by], [1000, 'client']);
  assert.equal(await agent.kill('SIGTERM'), 0);
  assert.equal((await named.closed).code, 1001);
  assert.throws(() => readFileSync(file), /ENOENT/, 'the certificate goes with its agent');
});

test('a certificate that is given is used, and files that cannot be are named', async () => {
  const made = await agentWith('--tls');
  const cert = join(folder, 'cert.pem');
  await writeFile(cert, readFileSync(await made.certificate()));
  const run = (...options) => hookswitch('native', 'emulate', 'agent', '--port', '0', ...options);
  for (const [options, words] of [
    [['--cert', cert], /--cert needs --key/],
    [['--key', cert], /--key needs --cert/],
    [['--cert', join(folder, 'none.pem'), '--key', cert], /none\.pem/],
    [['--cert', cert, '--key', cert], /the key cannot be used/],
    [['--report', join(folder, 'no', 'such', 'folder')], /--report: cannot write/],
  ]) {
    const { code, stdout, stderr } = await run(...options);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /^error 4006 bad_argument: /);
    assert.match(stderr, words);
  }
});

test('the bridge dials a model once, and says which address lacks one', async () => {
  const agent = await agentWith();
  const dialled = async (config) => {
    const bridge = await startBridge({ config: { agent: config } });
    ends.push(() => bridge.close());
    const { code, stderr } = await hookswitch(
      'native',
      'call',
      `${bridge.url.replace('http', 'ws')}media/twilio`,
      '--as',
      'twilio',
      '--say',
      speechFile,
    );
    assert.equal(code, 0, stderr);
  };
  await dialled({ url: `${agent.url}?x=1&model=gpt-realtime` });
  assert.deepEqual((await agent.report(0)).model, { asked: 'gpt-realtime', served: 'gpt-realtime' });
  await dialled({ url: `${agent.url}?x=1&`, model: 'gpt realtime' });
  assert.equal((await agent.report(1)).model.asked, 'gpt realtime');

  const file = join(folder, 'config.json');
  await writeFile(file, JSON.stringify({ agent: { url: 'wss://api.openai.com/v1/realtime' } }));
  const { code, stderr } = await hookswitch('native', 'config', 'check', file);
  assert.equal(code, 1);
  assert.match(stderr, /^error 4010 model_missing: .*agent\.model.*\n {2}Set agent\.model/m);
});

test('the built-in agent of a bridge tells of its sessions in the log', async () => {
  const bridge = await startBridge();
  ends.push(() => bridge.close());
  const { code, stderr } = await hookswitch(
    'native',
    'call',
    `${bridge.url.replace('http', 'ws')}media/twilio`,
    '--as',
    'twilio',
    '--say',
    speechFile,
  );
  assert.equal(code, 0, stderr);
  const line = await until('the session is told', () =>
    bridge.log().find(({ message }) => message === 'agent session ended'),
  );
  assert.deepEqual([line.persona, line.model, line.ended_by, line.findings], ['parrot', 'parrot', 'client', '']);
});
