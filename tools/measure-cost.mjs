// Compares the processor time of two versions, in turn on one machine: what their tests or their calls cost.
//
//   node tools/measure-cost.mjs tests COMMIT COMMIT [--command 'npm test']
//       clones each commit into a temporary folder and runs the command in it: user + system seconds of its whole
//       process tree, seconds by the clock, and the ratio of the second to the first. No compiler launcher is used
//   node tools/measure-cost.mjs calls PROGRAM PROGRAM [--rounds 6] [--calls 40] [--seconds 3]
//       two builds of hookswitch: processor milliseconds of the bridge per call, the rounds of the two in turn
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callCost } from '../tests/lab/call_cost.mjs';
import { output, root, run, step, stop } from './run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    command: { type: 'string', default: 'npm test' },
    rounds: { type: 'string', default: '6' },
    calls: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '3' },
  },
});
const [what, ...pair] = positionals;
if (!['tests', 'calls'].includes(what) || pair.length !== 2) stop('tests or calls, and two versions to compare', 2);

function count(name) {
  const value = Number(values[name]);
  return Number.isInteger(value) && value >= 1 ? value : stop(`--${name}: a whole number, 1 or more`, 2);
}

/** Runs the command in a clone of the commit; `{cpu, wall}` in seconds. What it printed is kept when it fails. */
function costOfTests(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-cost-'));
  run('git', ['clone', '--quiet', '--no-checkout', root, join(folder, 'clone')]);
  run('git', ['checkout', '--quiet', '--detach', commit], { cwd: join(folder, 'clone') });
  const env = { ...process.env, TIMEFORMAT: '%U %S %R' };
  for (const name of Object.keys(env)) if (/^CMAKE_\w+_COMPILER_LAUNCHER$/.test(name)) delete env[name];
  const [log, times] = ['log', 'times'].map((name) => join(folder, name));
  step(`${commit}: ${values.command}, output in ${log}`);
  const script = `{ time bash -c "$0" >"$1" 2>&1; } 2>"$2"`;
  const { status } = spawnSync('bash', ['-c', script, values.command, log, times], {
    cwd: join(folder, 'clone'),
    env,
    stdio: 'inherit',
  });
  if (status !== 0) stop(`${commit}: the command failed (exit ${status}); see ${log}`);
  const [user, system, wall] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
  rmSync(folder, { recursive: true });
  console.log(`${commit}  user ${user} s  system ${system} s  by the clock ${wall} s`);
  return { cpu: user + system, wall };
}

function compareTests() {
  const commits = pair.map(
    (name) =>
      output('git', ['rev-parse', '--quiet', '--verify', `${name}^{commit}`])?.trim() ??
      stop(`${name} is not a commit of this repository`, 2),
  );
  const [first, second] = commits.map(costOfTests);
  const ratio = (name) => (second[name] / first[name]).toFixed(3);
  console.log(`processor time ${first.cpu.toFixed(1)} s, then ${second.cpu.toFixed(1)} s: ratio ${ratio('cpu')}`);
  console.log(`by the clock ${first.wall.toFixed(1)} s, then ${second.wall.toFixed(1)} s: ratio ${ratio('wall')}`);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

async function compareCalls() {
  const [rounds, calls, seconds] = ['rounds', 'calls', 'seconds'].map(count);
  const costs = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const i of [0, 1]) costs[i].push(await callCost(pair[i], { calls, seconds }));
    console.log(`round ${round + 1}: ${costs.map((all) => `${all.at(-1).toFixed(2)} ms`).join('  ')} per call`);
  }
  const [first, second] = costs.map(median);
  console.log(`median ${first.toFixed(2)} ms, then ${second.toFixed(2)} ms: ratio ${(second / first).toFixed(3)}`);
}

if (what === 'tests') compareTests();
else await compareCalls();
