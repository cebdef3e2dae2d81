// npm run check: everything a change must pass. Formatting, static analysis, GCC, then npm test
// (clang with sanitizers, rooms, WASM, package size, browser).
import { cpus } from 'node:os';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { filesBelow, root, run, step, stop } from './run.mjs';

run(process.execPath, [join(root, 'tools/setup.mjs'), '--check']);

const generated = /error_catalogue\.(hpp|cpp)$/;
const cpp = filesBelow(['core', 'native', 'wasm/src', 'tests']).filter((path) => /\.(hpp|cpp)$/.test(path) && !generated.test(path));

step(`formatting of ${cpp.length} C++ files`);
run('clang-format', ['--dry-run', '--Werror', ...cpp]);

step('GCC, optimised, all C++ tests');
run('cmake', ['--workflow', '--preset', 'gcc']);

step('clang-tidy');
run('cmake', ['--preset', 'dev']);
const sources = cpp.filter((path) => /^(core|native)\/.*\.cpp$/.test(path));
await Promise.all(
  cpus().map(async () => {
    for (let path = sources.pop(); path; path = sources.pop()) {
      const code = await new Promise((done) => {
        const tidy = spawn('clang-tidy', ['-p', 'build/dev', '--quiet', path], { cwd: root, stdio: ['ignore', 'inherit', 'ignore'] });
        tidy.on('exit', (exit) => done(exit ?? 1));
      });
      if (code !== 0) stop(`clang-tidy: ${path}`);
    }
  }),
);

run('npm', ['test']);
