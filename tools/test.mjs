// npm test: set-up, build, every test. The runners' own summaries come last.
import { join } from 'node:path';
import { buildPreset, parts } from './build.mjs';
import { filesIn, root, run, step, tryRun } from './run.mjs';

run(process.execPath, [join(root, 'tools/setup.mjs')]);
for (const build of Object.values(parts)) build();

step('building the tests (clang, AddressSanitizer, UBSan, warnings are errors)');
buildPreset('dev');

step('running every benchmark once, for correctness');
for (const program of filesIn('build/native/bench', /^bench_/)) run(program, ['--benchmark_min_time=0.01']);

let failed = 0;
step('C++ tests: unit, simulation, golden files, sockets, rooms');
failed |= tryRun('ctest', ['--preset', 'dev', '--output-on-failure', '-j2']);

step('JavaScript tests: WASM, package, native program, scenario lab, chaos, browser');
const files = ['wasm', 'package', 'native', 'lab', 'chaos', 'browser'].flatMap((folder) => filesIn(`tests/${folder}`, /\.test\.mjs$/));
failed |= tryRun(process.execPath, ['--test', '--test-concurrency=1', ...files]);
process.exit(failed === 0 ? 0 : 1);
