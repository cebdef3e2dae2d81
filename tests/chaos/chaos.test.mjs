// A few rounds of `npm run chaos`: the whole of it is for those who change the store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './chaos.mjs';

test('a bridge that is killed under live calls leaves one record and one queue entry each, with every turn', async (t) => {
  const { problems, started, turns, crashed, acknowledged, folder } = await runChaos({ rounds: 4, seed: 20 });
  t.diagnostic(`${started} calls, ${turns} turns, ${crashed} crashed, ${acknowledged} acknowledged`);
  assert.deepEqual(problems, [], `the store is in ${folder}`);
  assert.ok(started >= 4 && turns >= 10 && crashed >= 2, 'enough happened');
});
