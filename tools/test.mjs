// npm test: set-up, lint, build, every test. The runners' own summaries come last.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parts, tryBuildPreset } from './build.mjs';
import { filesIn, root, run, step, stop, tryRun } from './run.mjs';

const folders = ['house', 'wasm', 'package', 'native', 'examples', 'lab', 'chaos', 'browser'];

/**
 * Tests of the native program that wait for bounds, retries and restarts, and measure neither sound nor latency: three at
 * a time do not disturb each other. The longest come first. Every other file runs alone.
 */
const waiting = [
  ...['limits', 'protocol', 'waybeo', 'displaced', 'trouble', 'serve', 'metrics', 'queue', 'full', 'drain'],
  ...['agent_tls', 'half_open', 'crash', 'unused_sockets'],
]
  .map((name) => `tests/native/${name}.test.mjs`)
  .concat(['scenarios', 'half_open_link', 'endurance'].map((name) => `tests/lab/${name}.test.mjs`))
  .map((path) => join(root, path));
for (const path of waiting) if (!existsSync(path)) stop(`tools/test.mjs lists ${path}, which is not there`);

const alone = folders
  .flatMap((folder) => filesIn(`tests/${folder}`, /\.test\.mjs$/))
  .filter((path) => !waiting.includes(path));

/** Starts JavaScript tests. They mostly wait for calls in real time, so something else can be done meanwhile. */
function startTests(name, files, atOnce) {
  const log = join(root, `build/javascript-tests-${name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(process.execPath, ['--test', `--test-concurrency=${atOnce}`, ...files], {
    cwd: root,
    stdio: ['ignore', output, output],
  });
  child.on('error', (error) => stop(`node --test: ${error.message}`));
  return once(child, 'close').then(([code]) => ({ failed: code ?? 1, said: () => readFileSync(log) }));
}

/** What is done while tests run takes only the time that they leave. */
const idle = { launcher: ['chrt', '--idle', '0'] };

run(process.execPath, [join(root, 'tools/setup.mjs')]);
run(process.execPath, [join(root, 'tools/lint.mjs')]);
parts.native();

step('tests of the native program that wait, three at a time; their output comes below');
const waited = startTests('waiting', waiting, 3);
step('meanwhile, in idle time: every benchmark once, for correctness; the WASM core and the page');
for (const program of filesIn('build/native/bench', /^bench_/))
  run(idle.launcher[0], [...idle.launcher.slice(1), program, '--benchmark_min_time=0.01']);
parts.wasm(idle);
parts.page();
const first = await waited;

step('the other JavaScript tests, one at a time: WASM, package, native program, examples, lab, chaos, browser');
const javaScript = startTests('alone', alone, 1);
step('meanwhile, in idle time: building the C++ tests (clang, AddressSanitizer, UBSan, warnings are errors)');
const unbuilt = tryBuildPreset('dev', [], idle);
let failed = first.failed;
const ctest = ['ctest', '--preset', 'dev', '--verbose', '-j2'];
if (unbuilt === 0) {
  step('meanwhile, in idle time: C++ tests without sockets: unit, simulation, golden files, rooms');
  failed |= tryRun(idle.launcher[0], [...idle.launcher.slice(1), ...ctest, '-E', '^native']);
}
const second = await javaScript;
failed |= second.failed;
if (unbuilt === 0) {
  step('C++ tests with sockets');
  failed |= tryRun(ctest[0], [...ctest.slice(1), '-R', '^native']);
}
step('what the JavaScript tests said');
for (const { said } of [first, second]) process.stdout.write(said());
if (unbuilt !== 0) stop('the C++ tests were not built', unbuilt);
process.exit(failed === 0 ? 0 : 1);
