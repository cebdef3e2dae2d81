// examples/bridge-to-openai: its configuration is valid as it is, and carries a call to an OpenAI Realtime server of ours in the vendor's place.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Phone } from '../../wasm/dist/entry-node.js';
import { startAgent } from '../kit/agent.mjs';
import { program, startBridge } from '../kit/bridge.mjs';
import { speech } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

const example = fileURLToPath(new URL('../../examples/bridge-to-openai/hookswitch.json', import.meta.url));
const environment = { OPENAI_API_KEY: 'sk-of-the-test' };

test('the configuration is valid as it is', () => {
  const text = execFileSync(program, ['config', 'check', example], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  assert.match(text, /is valid/);
});

async function called(t, { persona }) {
  const agent = await startAgent('--persona', persona);
  t.after(() => agent.kill());
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const vendor = 'wss://api.openai.com/v1/realtime';
  const text = readFileSync(example, 'utf8');
  assert.ok(text.includes(`"${vendor}"`));
  const config = join(folder, 'hookswitch.json');
  writeFileSync(config, text.replace(`"${vendor}"`, `"${agent.url}"`));
  const bridge = await startBridge({ options: ['--config', config], environment });
  t.after(() => bridge.close());

  const phone = new Phone();
  t.after(() => phone.close());
  await phone.dial(`${bridge.url.replace('http', 'ws')}media/twilio`, { as: 'twilio' });
  return { agent, bridge, phone };
}

const recordOf = (bridge) =>
  until('the record is final', async () => {
    const { calls } = await bridge.get('v1/calls?state=ended');
    return calls[0] && bridge.get(`v1/calls/${calls[0].id}`);
  });

test('a call is greeted, answered and recorded', async (t) => {
  const { agent, bridge, phone } = await called(t, { persona: 'parrot' });
  await phone.say(speech);
  assert.ok(await phone.answered({ quietMs: 500 }));
  await phone.hangUp();

  const record = await recordOf(bridge);
  assert.equal(record.agent.dialect, 'openai');
  assert.equal(record.end.cause, 'carrier_stop');
  assert.deepEqual(new Set(record.transcript.map(({ speaker }) => speaker)), new Set(['agent', 'caller']));
  assert.deepEqual(record.diagnosis, []);
  assert.equal((await agent.report()).model.asked, 'gpt-realtime-2.1');
});

test('an agent that says goodbye and calls end_call hangs up', async (t) => {
  const { bridge, phone } = await called(t, { persona: 'farewell' });
  await phone.say(speech);
  await phone.answered({ quietMs: 500 });
  await phone.hangUp();
  assert.equal((await recordOf(bridge)).end.cause, 'goodbye');
});
