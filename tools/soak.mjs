// npm run soak: whole calls with random faults in virtual time, each judged by a witness.
//
//   npm run soak -- --calls N --seed S [--jobs J]     exit 1 when a promise was broken
//   npm run soak -- --seed S --only K [--trace]       one call of that run again
import { join } from 'node:path';
import { buildPreset } from './build.mjs';
import { root, run } from './run.mjs';

// What is printed on the way must not mix with a trace.
const aside = { stdio: ['ignore', 2, 2] };
run(process.execPath, [join(root, 'tools/setup.mjs')], aside);
buildPreset('native', ['soak'], aside);
run(join(root, 'build/native/tests/sim/soak/soak'), process.argv.slice(2));
