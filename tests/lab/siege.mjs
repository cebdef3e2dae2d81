// A siege: hostile calls of every kind beside good ones, against a real bridge; what the good ones notice, and what it costs.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBridge } from '../kit/bridge.mjs';
import { emptied, memoryKb } from './aftermath.mjs';

/** A process of tests/lab/siege/. `ask` resolves with the `key` of its reply. */
async function helper(name) {
  const child = fork(fileURLToPath(new URL(`siege/${name}.mjs`, import.meta.url)));
  const waiting = new Map();
  child.on('message', (message) => {
    for (const [key, value] of Object.entries(message)) waiting.get(key)?.(value);
  });
  const hear = (key) => new Promise((resolve) => waiting.set(key, resolve));
  const agent = await hear('agent');
  return {
    agent,
    tell: (message) => child.send(message),
    ask(message, key) {
      const answer = hear(key);
      child.send(message);
      return answer;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * `hostile` calls for `seconds` beside `good` ones, after a warm-up with `warmUp` hostile ones. Returns, in ms and kB:
 *   quiet, besieged           what the good calls noticed without and with the hostile ones: see siege/callers.mjs
 *   firstKb, mostKb, lastKb   the bridge's memory with the good calls alone, at most, and with the good calls alone again
 *   left                      what of the calls is still there at the end
 */
export async function siege({ hostile, good, seconds, warmUp = hostile }) {
  const [callers, attackers] = await Promise.all(['callers', 'attackers'].map(helper));
  const bridge = await startBridge({
    config: {
      carriers: {
        vonage: { agent: { url: callers.agent, model: 'any', audio: 'pcmu' } },
        ucid: { agent: { url: attackers.agent, model: 'any', audio: 'pcmu' } },
      },
    },
  });
  const url = bridge.url.replace('http', 'ws');
  const besiege = async (calls, forMs) => {
    attackers.tell({ bridge: url, calls });
    let most = 0;
    for (const end = performance.now() + forMs; performance.now() < end; await pause(100))
      most = Math.max(most, memoryKb(bridge.pid));
    await attackers.ask({ stop: true }, 'stopped');
    return most;
  };
  const aloneWith = async (calls) => {
    for (const end = performance.now() + 30_000; performance.now() < end; await pause(200))
      if ((await bridge.get('/healthz')).calls_active <= calls + 1) return pause(1_000); // the probe's own
    throw new Error('hostile calls stay');
  };
  try {
    if (warmUp > 0) await besiege(warmUp, 5_000);
    await emptied(bridge, 30_000);
    callers.tell({ bridge: url, calls: good });
    await pause(2_000);
    await callers.ask({ look: true }, 'look');
    await pause(Math.max(3, seconds / 4) * 1_000);
    const quiet = await callers.ask({ look: true }, 'look');
    const firstKb = memoryKb(bridge.pid);
    const mostKb = await besiege(hostile, seconds * 1_000);
    const besieged = await callers.ask({ look: true }, 'look');
    await aloneWith(good);
    // The bridge gives the pages that are left back every other second.
    for (const end = performance.now() + 10_000; performance.now() < end && memoryKb(bridge.pid) > 1.1 * firstKb; )
      await pause(200);
    const lastKb = memoryKb(bridge.pid);
    await callers.ask({ stop: true }, 'stopped');
    await emptied(bridge, 30_000);
    const { calls_started, calls_ended, store } = await bridge.get('/healthz');
    return {
      quiet,
      besieged,
      firstKb,
      mostKb,
      lastKb,
      started: calls_started,
      ended: calls_ended,
      lost: store.lost_records,
    };
  } finally {
    await Promise.all([callers.close(), attackers.close(), bridge.close()]);
  }
}
