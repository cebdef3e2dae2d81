// npm run check: everything a change must pass. Formatting, GCC, static analysis, ThreadSanitizer,
// then npm test (clang with sanitizers, rooms, WASM, package size, browser), and the scenario lab with sanitizers.
import { join } from 'node:path';
import { filesBelow, root, run, step } from './run.mjs';

run(process.execPath, [join(root, 'tools/setup.mjs'), '--check']);

const generated = /error_catalogue\.(hpp|cpp)$/;
const cpp = filesBelow(['core', 'native', 'wasm/src', 'tests']).filter(
  (path) => /\.(hpp|cpp)$/.test(path) && !generated.test(path),
);

step(`formatting of ${cpp.length} C++ files`);
run('clang-format', ['--dry-run', '--Werror', ...cpp]);

step('GCC, optimised, all C++ tests');
run('cmake', ['--workflow', '--preset', 'gcc']);

run('cmake', ['--preset', 'dev']);
run(process.execPath, [join(root, 'tools/tidy.mjs')]);

step('ThreadSanitizer: the tests with threads');
run('cmake', ['--workflow', '--preset', 'tsan']);

run('npm', ['test']);

step('the scenario lab under ThreadSanitizer, then under AddressSanitizer');
for (const preset of ['tsan', 'dev']) run(process.execPath, [join(root, 'tools/lab.mjs'), preset]);
