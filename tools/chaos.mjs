// npm run chaos -- --rounds 200 --seed 1: a real bridge under live calls, killed with SIGKILL at random moments and started again.
import { parseArgs } from 'node:util';
import { runChaos } from '../tests/chaos/chaos.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
if (!(Number.isInteger(rounds) && rounds > 0 && Number.isInteger(seed))) {
  console.error('usage: npm run chaos -- [--rounds N] [--seed S]');
  process.exit(2);
}

console.log(`seed ${seed}, ${rounds} rounds`);
const begun = performance.now();
const result = await runChaos({
  rounds,
  seed,
  told: ({ round, started, turns, problems }) =>
    console.log(`round ${round}: ${started} calls, ${turns} turns, ${problems.length} problems`),
});
for (const problem of result.problems) console.log(problem);
console.log(
  `seed ${seed}: ${result.rounds} rounds in ${Math.round((performance.now() - begun) / 1000)} s; ${result.started} calls had started, ` +
    `${result.calls} records, ${result.crashed} of them crashed; ${result.turns} turns; ${result.acknowledged} acknowledged`,
);
console.log(
  result.problems.length === 0
    ? 'verdict: nothing is missing, nothing is there twice'
    : `verdict: ${result.problems.length} problems; the store is in ${result.folder}`,
);
process.exit(result.problems.length === 0 ? 0 : 1);
