// npm run endurance -- [--calls N]: real calls against a real bridge; exit 1 when something is lost or grows.
import { parseArgs } from 'node:util';
import { endure } from '../tests/lab/endurance.mjs';
import { stop } from './run.mjs';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '10000' } } });
const calls = Number(values.calls);
if (!(Number.isInteger(calls) && calls >= 100)) stop('--calls: a whole number, 100 or more', 2);

console.log('   calls  open files  memory kB');
const { looks, ...counts } = await endure({
  calls,
  told: (look) =>
    console.log(
      `${String(look.calls).padStart(8)}  ${String(look.files).padStart(10)}  ${String(look.memory_kb).padStart(9)}`,
    ),
});
console.log(JSON.stringify(counts));
const lost = Object.values(counts).some((count) => count !== calls);
// Allocators and caches are warm when half of the calls are over.
const warm = looks[4];
const last = looks.at(-1);
const grown = last.files > warm.files + 1 || last.memory_kb > 1.05 * warm.memory_kb + 1_024;
if (lost || grown)
  stop(
    `failed:${lost ? ' not every call left one record and one queue entry' : ''}${grown ? ' the bridge has grown' : ''}`,
  );
console.log('in order: one record and one queue entry per call; files and memory flat');
