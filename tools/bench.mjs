// npm run bench: builds the release benchmarks and runs them.
//
//   npm run bench                            every Google Benchmark program
//   npm run bench -- NAME [OPTION...]        one of them, such as: carrier --benchmark_filter=twilio
import { join } from 'node:path';
import { buildPreset } from './build.mjs';
import { filesIn, root, run, step, stop } from './run.mjs';

const [name, ...options] = process.argv.slice(2);
run(process.execPath, [join(root, 'tools/setup.mjs')]);
step('building the benchmarks');
buildPreset('native');
const programs = filesIn('build/native/bench', /^bench_/).filter((path) => !name || path.endsWith(`bench_${name}`));
if (programs.length === 0) stop(`no benchmark is called ${name}`);
for (const program of programs) run(program, options);
