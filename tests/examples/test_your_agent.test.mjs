// examples/test-your-agent-in-ci: passes for an agent that speaks, fails for one that is silent, and ends in either case.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBridge } from '../kit/bridge.mjs';
import { startProgram } from '../kit/program.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

const example = fileURLToPath(new URL('../../examples/test-your-agent-in-ci/agent.test.mjs', import.meta.url));

async function tested(t, config = {}) {
  const bridge = await startBridge({ config });
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-'));
  t.after(async () => {
    await bridge.close();
    rmSync(folder, { recursive: true });
  });
  const recording = join(folder, 'heard.wav');
  const host = `${bridge.url.replace('http', 'ws')}media/vonage`;
  const program = startProgram(['--test', example], {
    HOST_URL: host,
    DIALECT: 'vonage',
    QUESTION: speechFile,
    RECORDING: recording,
  });
  return { ...(await program.over), recording };
}

test('the test passes for an agent that answers, and keeps what was heard', async (t) => {
  const { code, out, recording } = await tested(t);
  assert.equal(code, 0, out);
  assert.ok(readFileSync(recording).length > speech.length);
});

test('the test fails for an agent that is silent, and says so', async (t) => {
  const { code, out } = await tested(t, { agent: { model: 'silent' } });
  assert.equal(code, 1);
  assert.match(out, /no answer within 5 s/);
});
