// Plays every scenario against a separate bridge and checks what is left afterwards.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startBridge } from '../kit/bridge.mjs';
import { until } from '../kit/until.mjs';
import { emptied, openFiles, ticks } from './aftermath.mjs';
import { startAgent } from './peers/agent.mjs';
import { players } from './peers/players.mjs';
import { scenarios } from './scenarios.mjs';

const goneMs = 2_000; // from the decision to end until nothing is left
const slackMs = 500; // for looking at it over HTTP on a busy machine
const longestMs = 60_000;

function expectRecord(record, scenario, ends) {
  assert.deepEqual({ cause: record.end.cause, code: record.end.code }, ends, JSON.stringify(record.end));
  assert.equal(record.state, 'ended');
  if (record.end.code)
    assert.ok(
      record.diagnosis.some(({ code }) => code === record.end.code),
      'the end is among the findings',
    );
  for (const name of scenario.finds ?? [])
    assert.ok(
      record.diagnosis.some((finding) => finding.name === name),
      `${name} is found`,
    );
}

async function run(scenario, peer) {
  const agent = await startAgent(scenario.manners);
  const bridge = await startBridge({ config: { agent: agent.config }, environment: scenario.environment });
  let carrier;
  try {
    await bridge.get('/healthz');
    const filesBefore = openFiles(bridge.pid);
    const callIds = [];
    let last;
    carrier = players[peer](
      `${bridge.url.replace('http', 'ws')}media/${scenario.dialect ?? 'twilio'}`,
      scenario.steps,
      (event) => {
        if (event.opened) callIds.push(event.callId);
        if (event.last) last = event.at;
      },
    );
    await until('the call has begun', () => callIds.length > 0);
    const expected = scenario.second ? 2 : 1;
    await until(
      'every call has ended',
      async () => {
        const { calls } = await bridge.get('/v1/calls?state=ended');
        return calls.length === expected;
      },
      { withinMs: longestMs },
    );
    const goneAt = await emptied(bridge, longestMs);

    const records = await Promise.all(callIds.map((id) => bridge.get(`/v1/calls/${id}`)));
    expectRecord(records[0], scenario, scenario.ends);
    const said = records[0].transcript.map(({ text }) => text);
    for (const text of scenario.says) assert.ok(said.includes(text), `"${text}" is in ${JSON.stringify(said)}`);
    if (scenario.second) {
      assert.deepEqual({ cause: records[1].end.cause, code: records[1].end.code }, scenario.second);
      assert.equal(records[1].follows, records[0].id);
    }
    const endedAt = Math.max(...records.map(({ ended_at }) => Date.parse(ended_at)));
    if (scenario.withinMs)
      assert.ok(
        endedAt - last <= scenario.withinMs,
        `ended ${Math.round(endedAt - last)} ms after the last sign of life`,
      );
    assert.ok(goneAt - endedAt <= goneMs + slackMs, `gone ${goneAt - endedAt} ms after the end`);

    assert.equal((await bridge.get('/v1/calls')).calls.length, expected, 'one record per call');
    const { entries } = await bridge.get('/v1/queue');
    assert.deepEqual(entries.map(({ call_id }) => call_id).sort(), [...callIds].sort(), 'one queue entry per call');
    if (scenario.upgrades) assert.equal(agent.upgrades, scenario.upgrades);
    await until('the agent is closed', () => agent.closedAt.length === agent.upgrades, { withinMs: goneMs });
    // The HTTP connections of this test itself may be open or not.
    await until('no socket is left', () => openFiles(bridge.pid) <= filesBefore + 1);
    const before = ticks(bridge.pid);
    await pause(500);
    assert.ok(ticks(bridge.pid) - before <= 5, 'an idle bridge takes no processor time');
    assert.equal(await bridge.kill('SIGTERM'), 0, bridge.errors());
    assert.match(bridge.errors(), /^[\x20-\x7e\n]*$/, 'the log is ASCII');
  } finally {
    carrier?.kill();
    await bridge.close();
    await agent.close();
  }
}

// Ten seconds of silence pass for all of them at once.
suite('what carriers and agents do to a call', { concurrency: 8 }, () => {
  for (const scenario of scenarios)
    for (const peer of scenario.peers ?? Object.keys(players))
      test(`${scenario.row}, ${peer}: ${scenario.name}`, () => run(scenario, peer));
});
