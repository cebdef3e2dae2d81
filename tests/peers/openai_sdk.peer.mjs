// The vendor's own client package, unmodified, against the agent stand-in: it connects by wss only.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startAgent } from '../kit/agent.mjs';

/** Runs the client in a process that trusts the agent's certificate; what it prints last. */
async function client(agent, what) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('openai_client.mjs', import.meta.url)), what], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: await agent.certificate(),
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: agent.url.replace('wss:', 'https:').replace('/realtime', ''),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  for await (const text of child.stdout) out += text;
  return JSON.parse(out.trim().split('\n').at(-1));
}

for (const [what, check] of Object.entries({
  conversation(seen, report) {
    assert.deepEqual([seen.created, seen.updated], ['gpt-realtime', 'gpt-realtime']);
    assert.deepEqual(seen.errors, []);
    assert.ok(seen.audio > 20_000, `${seen.audio} bytes of the greeting`);
    assert.match(seen.transcript, /soft tones/);
    assert.deepEqual([report.ended.by, report.ended.code, report.refused, report.findings], ['client', 1000, [], []]);
    assert.deepEqual(report.model, { asked: 'gpt-realtime', served: 'gpt-realtime' });
  },
  transcription(seen, report) {
    assert.match(JSON.stringify(seen.errors), /intent=transcription/);
    assert.deepEqual(
      report.findings.map(({ name }) => name),
      ['agent_session_kind'],
    );
  },
  call(seen, report) {
    assert.match(JSON.stringify(seen.errors), /call_id/);
    assert.deepEqual(
      report.findings.map(({ name }) => name),
      ['agent_session_kind'],
    );
  },
}))
  test(`${what} with the package openai`, { timeout: 60_000 }, async () => {
    const agent = await startAgent('--tls');
    try {
      const seen = await client(agent, what);
      check(seen, await agent.report());
    } finally {
      await agent.kill();
    }
  });
