// npm run siege -- [--hostile N] [--good N] [--seconds N]: hostile calls of eleven kinds beside good ones, against a release build.
// Exit 1 when a hostile call costs more than 1 MB, a good one goes without audio for 60 ms, a record is late, or memory stays taken.
import { parseArgs } from 'node:util';
import { siege } from '../tests/lab/siege.mjs';
import { stop } from './run.mjs';

const { values } = parseArgs({
  options: {
    hostile: { type: 'string', default: '500' },
    good: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '30' },
  },
});
const [hostile, good, seconds] = ['hostile', 'good', 'seconds'].map((name) => {
  const value = Number(values[name]);
  if (!(Number.isInteger(value) && value > 0)) stop(`--${name}: a whole number, 1 or more`, 2);
  return value;
});

const { quiet, besieged, firstKb, mostKb, lastKb, ...counts } = await siege({ hostile, good, seconds });
const line = (name, cells) => console.log(name.padEnd(10) + cells.map((cell) => cell.padStart(12)).join(''));
const row = (name, of) =>
  line(
    name,
    [of.gap, of.record, of.health, of.lag].map((ms) => `${ms.toFixed(0)} ms`),
  );
line('', ['longest gap', 'record', 'health', 'own lag']);
row('quiet', quiet);
row('besieged', besieged);
const perCall = Math.round((mostKb - firstKb) / hostile);
console.log(`memory: ${firstKb} kB before, ${mostKb} kB at most (${perCall} kB a hostile call), ${lastKb} kB after`);
console.log(JSON.stringify({ ...counts, failed: besieged.failed.slice(0, 5) }));

// What the callers' own process was late is not the bridge's doing.
const gap = besieged.gap - Math.max(0, besieged.lag - quiet.lag);
const faults = [
  perCall > 1_000 && 'more than 1 MB a hostile call',
  gap >= 60 && 'a good call went without audio for 60 ms or more',
  besieged.record > 2_500 && 'a record was late',
  lastKb > 1.1 * firstKb && 'the bridge has grown',
  besieged.failed.length > 0 && 'a good call failed',
  counts.lost > 0 && 'a record was lost',
].filter(Boolean);
if (faults.length > 0) stop(`failed: ${faults.join('; ')}`);
console.log('in order');
