// npm run check: everything a change must pass. Lint, GCC, static analysis, ThreadSanitizer,
// then npm test (clang with sanitizers, rooms, WASM, package size, browser), and the scenario lab with sanitizers.
import { join } from 'node:path';
import { root, run, step } from './run.mjs';

run(process.execPath, [join(root, 'tools/setup.mjs'), '--check']);

run(process.execPath, [join(root, 'tools/lint.mjs')]);

step('GCC, optimised, all C++ tests');
run('cmake', ['--workflow', '--preset', 'gcc']);

run('cmake', ['--preset', 'dev']);
run(process.execPath, [join(root, 'tools/tidy.mjs')]);

step('ThreadSanitizer: the tests with threads');
run('cmake', ['--workflow', '--preset', 'tsan']);

run('npm', ['test']);

step('the scenario lab under ThreadSanitizer, then under AddressSanitizer');
for (const preset of ['tsan', 'dev']) run(process.execPath, [join(root, 'tools/lab.mjs'), preset]);
