// Google's own client package, unmodified, against the agent stand-in of gemini.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startAgent } from '../kit/agent.mjs';

async function client(agent, model) {
  const origin = agent.url.slice(0, agent.url.indexOf('/ws/')).replace('ws', 'http');
  const script = fileURLToPath(new URL('gemini_client.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, origin, model], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  for await (const text of child.stdout) out += text;
  return JSON.parse(out.trim().split('\n').at(-1));
}

for (const [model, tools] of [
  ['gemini-2.5-flash', []],
  ['farewell', ['end_call']],
])
  test(`a session of @google/genai with the model ${model}`, { timeout: 60_000 }, async () => {
    const agent = await startAgent('--as', 'gemini');
    try {
      const seen = await client(agent, model);
      const report = await agent.report();
      assert.match(seen.said, /soft tones/);
      assert.ok(seen.audio > 20_000, `${seen.audio} bytes of speech`);
      assert.deepEqual(seen.tools, tools);
      assert.equal(seen.resumable, true);
      assert.deepEqual([report.model.served, report.ended.by, report.refused], [model, 'client', []]);
      assert.equal(report.tool_calls.count, tools.length);
    } finally {
      await agent.kill();
    }
  });
