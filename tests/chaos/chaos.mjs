// A bridge that is killed again and again under live calls, always on the same store.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBridge } from '../kit/bridge.mjs';
import { startChattyAgent } from './chatty-agent.mjs';
import { seeded } from './random.mjs';
import { judge, liveAndDie } from './round.mjs';

/**
 * `told`: called after each round. Returns the totals and the problems; with problems the
 * store is kept, in `folder`.
 */
export async function runChaos({ rounds, seed, told = () => undefined }) {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-chaos-'));
  const agent = await startChattyAgent(random.branch());
  const chatty = { agent: { url: agent.url, model: 'chatty' } };
  const config = {
    carriers: { twilio: chatty, ucid: chatty },
    queue: { first_pause_s: 0.1, longest_pause_s: 1, max_attempts: 1000 },
    log: { level: 'error' },
  };
  const start = () => startBridge({ store: join(folder, 'calls.db'), config });
  const sums = { rounds: 0, started: 0, turns: 0, crashed: 0, acknowledged: 0, calls: 0 };
  const problems = [];
  let acknowledged = new Set();
  let bridge = await start();
  try {
    for (let round = 1; round <= rounds && problems.length === 0; ++round) {
      const life = await liveAndDie(bridge, random.branch());
      bridge = await start();
      const verdict = await judge(bridge, life, acknowledged);
      acknowledged = verdict.acknowledged;
      problems.push(...verdict.problems.map((what) => `round ${round}: ${what}`));
      sums.rounds = round;
      sums.started += verdict.started;
      sums.turns += verdict.turns;
      Object.assign(sums, { crashed: verdict.crashed, calls: verdict.calls, acknowledged: acknowledged.size });
      told({ round, ...verdict });
    }
    const code = await bridge.kill('SIGTERM');
    if (code !== 0) problems.push(`the last process ended with ${code}`);
  } finally {
    await bridge.close();
    await agent.close();
    if (problems.length === 0) await rm(folder, { recursive: true });
  }
  return { ...sums, problems, folder };
}
