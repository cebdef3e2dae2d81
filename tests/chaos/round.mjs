// One round: calls are up, the process dies at any moment. What has been seen of it before is what must be in the store afterwards.
import { setTimeout as pause } from 'node:timers/promises';
import { liveEvents } from '../kit/events.mjs';
import { manyCalls } from './calls.mjs';

/** A fact is on disk so long after it happened. */
export const durableMs = 200;

/** What a witness has seen: calls that had started, turns that were said, entries that were acknowledged; each with its time. */
class Witness {
  started = new Map(); // call id -> when
  turns = []; // {callId, turnId, text, at}
  acknowledged = new Set();

  async watch(bridge) {
    for await (const { event, data } of liveEvents(bridge)) {
      const at = performance.now();
      if (event === 'call.started') this.started.set(data.id, at);
      if (event === 'call.turn') this.turns.push({ callId: data.call_id, text: data.text, at });
    }
  }

  /** Claims ended calls, and acknowledges some of them. */
  async consume(bridge, random) {
    for (;;) {
      const { body } = await bridge.post('/v1/queue/claim', { limit: 3, lease_s: 1, wait_s: 1 });
      for (const { call_id, lease } of body.entries) {
        if (random.chance(0.3)) continue; // a consumer that forgets
        const { status } = await bridge.post(`/v1/queue/${call_id}/ack`, { lease });
        if (status === 200) this.acknowledged.add(call_id);
      }
    }
  }
}

/** Runs until the kill; returns what the witness saw, and when the process died. */
export async function liveAndDie(bridge, random) {
  const witness = new Witness();
  const lifeMs = random.between(150, 2_500);
  const over = Promise.allSettled([
    // all of them break with the process
    witness.watch(bridge),
    witness.consume(bridge, random.branch()),
    manyCalls(bridge, random.branch(), lifeMs),
  ]);
  await pause(lifeMs);
  const killedAt = performance.now();
  await bridge.kill('SIGKILL');
  await over;
  return { witness, killedAt };
}

async function allEntries(bridge) {
  const entries = [];
  for (const state of ['', 'done'])
    for (let after = ''; after !== null; ) {
      const page = await bridge.get(`/v1/queue?limit=500&state=${state}&after=${after}`);
      entries.push(...page.entries);
      after = page.next_after;
    }
  return entries;
}

async function allCalls(bridge) {
  const calls = [];
  for (let before = ''; before !== null; ) {
    const page = await bridge.get(`/v1/calls?state=ended&limit=500&before=${before}`);
    calls.push(...page.calls);
    before = page.next_before;
  }
  return calls;
}

/** The problems in the store of the killed process, as the next one shows it; and what was checked. */
export async function judge(bridge, { witness, killedAt }, acknowledgedBefore) {
  const problems = [];
  const owed = (at) => killedAt - at > durableMs;
  const [entries, calls] = [await allEntries(bridge), await allCalls(bridge)];
  const count = (list, key) =>
    list.reduce((seen, item) => seen.set(item[key], (seen.get(item[key]) ?? 0) + 1), new Map());
  const records = count(calls, 'id');
  const queued = count(entries, 'call_id');
  for (const [id, at] of witness.started)
    if (owed(at) && (records.get(id) !== 1 || queued.get(id) !== 1))
      problems.push(
        `call ${id}, started ${Math.round(killedAt - at)} ms before: ${records.get(id) ?? 0} records, ${queued.get(id) ?? 0} entries`,
      );
  for (const id of new Set([...records.keys(), ...queued.keys()]))
    if (records.get(id) !== 1 || queued.get(id) !== 1)
      problems.push(`call ${id}: ${records.get(id) ?? 0} records, ${queued.get(id) ?? 0} entries`);
  for (const [id, times] of count(
    calls.filter(({ carrier }) => carrier.call_id).map(({ carrier }) => ({ id: carrier.call_id })),
    'id',
  ))
    if (times !== 1) problems.push(`carrier call ${id}: ${times} records`);

  const transcripts = new Map();
  let turns = 0;
  for (const { callId, text, at } of witness.turns) {
    if (!owed(at)) continue;
    if (!transcripts.has(callId))
      transcripts.set(
        callId,
        new Set(((await bridge.get(`/v1/calls/${callId}`)).transcript ?? []).map((turn) => turn.text)),
      );
    ++turns;
    if (!transcripts.get(callId).has(text))
      problems.push(`call ${callId}: the turn "${text}", said ${Math.round(killedAt - at)} ms before, is missing`);
  }

  const done = new Set(entries.filter(({ state }) => state === 'done').map(({ call_id }) => call_id));
  const acknowledged = new Set([...acknowledgedBefore, ...witness.acknowledged]);
  for (const id of acknowledged) if (!done.has(id)) problems.push(`call ${id} was acknowledged and is not done`);
  const started = [...witness.started.values()].filter(owed).length;
  return {
    problems,
    acknowledged,
    started,
    turns,
    crashed: calls.filter(({ cause }) => cause === 'crashed').length,
    calls: calls.length,
  };
}
