// npm test: set-up, lint, build, every test. The runners' own summaries come last.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parts, tryBuildPreset } from './build.mjs';
import { filesIn, root, run, step, stop, tryRun } from './run.mjs';

const log = join(root, 'build/javascript-tests.log');

/** Starts the JavaScript tests. They mostly wait for calls in real time, so something else can be done meanwhile. */
function startJavaScriptTests() {
  const folders = ['house', 'wasm', 'package', 'native', 'examples', 'lab', 'chaos', 'browser'];
  const files = folders.flatMap((folder) => filesIn(`tests/${folder}`, /\.test\.mjs$/));
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files], {
    cwd: root,
    stdio: ['ignore', output, output],
  });
  child.on('error', (error) => stop(`node --test: ${error.message}`));
  return once(child, 'close').then(([code]) => code ?? 1);
}

run(process.execPath, [join(root, 'tools/setup.mjs')]);
run(process.execPath, [join(root, 'tools/lint.mjs')]);
for (const build of Object.values(parts)) build();

step('running every benchmark once, for correctness');
for (const program of filesIn('build/native/bench', /^bench_/)) run(program, ['--benchmark_min_time=0.01']);

step(
  'JavaScript tests: WASM, package, native program, examples, scenario lab, chaos, browser; their output comes below',
);
const javaScript = startJavaScriptTests();

step('meanwhile, in idle time: building the C++ tests (clang, AddressSanitizer, UBSan, warnings are errors)');
const unbuilt = tryBuildPreset('dev', [], { launcher: ['chrt', '--idle', '0'] });

let failed = await javaScript;
if (unbuilt === 0) {
  step('C++ tests: unit, simulation, golden files, sockets, rooms');
  failed |= tryRun('ctest', ['--preset', 'dev', '--output-on-failure', '-j2']);
}
step('what the JavaScript tests said');
process.stdout.write(readFileSync(log));
if (unbuilt !== 0) stop('the C++ tests were not built', unbuilt);
process.exit(failed === 0 ? 0 : 1);
