// Everything that is found without a build: the rooms, words that are no longer used, formatting and lint of TypeScript
// and scripts, formatting of C++.
// Lists all that it finds and changes nothing; --fix mends formatting, the order of imports and what lint can mend safely.
// C++ that was formatted and has not changed since is skipped.
//
//   node tools/lint.mjs [--fix]
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { filesBelow, root, step, stop, tryRun, unlessFresh } from './run.mjs';

const fix = process.argv.includes('--fix');
const generated = /error_catalogue\.(hpp|cpp)$/;
const cpp = filesBelow(['core', 'native', 'wasm/src', 'tests']).filter(
  (path) => /\.(hpp|cpp)$/.test(path) && !generated.test(path),
);

function formatCpp() {
  const clangFormat = ['clang-format', ...(fix ? ['-i'] : ['--dry-run', '--Werror'])];
  const options = { input: cpp.join('\n'), stdio: ['pipe', 'inherit', 'inherit'] };
  return tryRun('xargs', ['-P', `${availableParallelism()}`, '-n', '40', ...clangFormat], options);
}

step('lint: rooms, words, TypeScript and scripts, formatting of C++');
const biome = ['check', '--error-on-warnings', ...(fix ? ['--write'] : [])];
let failed = tryRun(process.execPath, [join(root, 'tools/check-rooms.mjs')]);
failed |= tryRun(process.execPath, [join(root, 'tools/check-words.mjs')]);
failed |= tryRun(join(root, 'node_modules/.bin/biome'), biome);
// A stamp is left only by a run that found nothing: stop() ends the script before.
unlessFresh('cpp-format', [...cpp, '.clang-format'], [], () => {
  if (formatCpp() !== 0) stop('lint: C++ is not formatted; npm run lint -- --fix formats it');
});
if (failed !== 0) stop('lint: see above; npm run lint -- --fix mends what can be mended safely');
