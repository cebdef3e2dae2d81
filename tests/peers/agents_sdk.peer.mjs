// The vendor's agents SDK with its Twilio transport, unmodified, between our phone and the agent stand-in.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { startAgent } from '../kit/agent.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { peer } from './packages.mjs';

const { RealtimeAgent, RealtimeSession } = peer('@openai/agents/realtime');
const { TwilioRealtimeTransportLayer } = peer('@openai/agents-extensions');

/** One phone call to a host made of the SDK; `config` of its session. */
async function callThroughTheSdk({ config, model, query }) {
  const agent = await startAgent();
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const errors = [];
  sockets.on('connection', async (twilioWebSocket) => {
    const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket });
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Desk', instructions: 'Be brief.' }), {
      transport,
      model,
      config,
    });
    session.on('error', (error) => errors.push(JSON.stringify(error)));
    await session.connect({ apiKey: 'sk-test', url: `${agent.url}${query}` });
  });
  await once(sockets, 'listening');
  try {
    const { code, stdout, stderr } = await hookswitch(
      'native',
      'call',
      `ws://127.0.0.1:${sockets.address().port}/`,
      '--as',
      'twilio',
      '--say',
      speechFile,
      '--wait',
      '3',
      '--json',
    );
    return { code, stderr, errors, phone: JSON.parse(stdout), report: await agent.report() };
  } finally {
    sockets.close();
    for (const socket of sockets.clients) socket.terminate();
    await agent.kill();
  }
}

const muLaw = { audio: { input: { format: 'g711_ulaw' }, output: { format: 'g711_ulaw' } } };

for (const [as, options] of Object.entries({
  'the model in the URL and in the session': { model: 'gpt-realtime', query: '?model=gpt-realtime' },
  "a persona's name in the URL": { model: 'gpt-realtime', query: '?model=parrot' },
  'no model in the URL': { model: 'gpt-realtime-2.1', query: '' },
}))
  test(`a session that declares mu-law, ${as}`, { timeout: 60_000 }, async () => {
    const { code, stderr, errors, phone, report } = await callThroughTheSdk({ config: muLaw, ...options });
    assert.deepEqual([code, errors], [0, []], stderr);
    assert.ok(phone.media.heard_speech_ms > 2_000);
    assert.deepEqual([report.input.encoding, report.refused, report.findings], ['pcmu', [], []]);
    assert.equal(report.model.served, options.model);
  });

test('the default session declares 24 kHz PCM while its transport sends mu-law: named', {
  timeout: 60_000,
}, async () => {
  const { errors, report } = await callThroughTheSdk({ query: '?model=gpt-realtime-2.1' });
  assert.deepEqual(errors, []);
  assert.deepEqual(
    report.findings.map(({ name }) => name),
    ['agent_audio_rate'],
  );
  assert.ok(Math.abs(report.input.rate_ratio - 1 / 6) < 0.03, `rate_ratio is ${report.input.rate_ratio}`);
});
