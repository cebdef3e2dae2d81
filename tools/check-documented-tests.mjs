// The tests that docs/failures.md, docs/identity.md and docs/limits.md name in the last column of their tables are there.
//
//   node tools/check-documented-tests.mjs     exits 1 and names every one that is not
//
// A test is named as Suite.Name (GoogleTest), Name (a scenario of tests/sim/lab.cpp) or FILE.mjs: "title".
// `npm run NAME` is a script of package.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, root } from './run.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const sources = filesBelow(['tests']);
const cpp = sources
  .filter((path) => path.endsWith('_test.cpp'))
  .map(read)
  .join('\n');
const suites = new Set(
  [...cpp.matchAll(/^TEST(?:_[FP])?\((\w+),\s*(\w+)\)/gm)].map(([, suite, name]) => `${suite}.${name}`),
);
const scenarios = new Set([...read('tests/sim/lab.cpp').matchAll(/"([A-Z]\w+)"/g)].map(([, name]) => name));
const scripts = JSON.parse(read('package.json')).scripts;

function missing(named) {
  const [, file, title] = /^([\w./-]+\.mjs): "(.+)"$/.exec(named) ?? [];
  const [, script] = /^`npm run (\w+)[^`]*`$/.exec(named) ?? [];
  if (file)
    return (
      !sources.includes(file) || ![`test('${title}'`, `name: '${title}'`].some((text) => read(file).includes(text))
    );
  if (script) return !(script in scripts);
  return !suites.has(named) && !scenarios.has(named);
}

let count = 0;
let wrong = 0;
for (const path of ['docs/failures.md', 'docs/identity.md', 'docs/limits.md']) {
  const lines = read(path).split('\n');
  for (const [i, line] of lines.entries()) {
    const isHead = [line, lines[i + 1]].some((text) => text?.startsWith('| -'));
    const named = /\| ([^|]+) \|$/.exec(line)?.[1];
    // The table of faults has two columns and names no test.
    if (isHead || named === undefined || line.split('|').length < 6) continue;
    for (const test of named.split(/, (?=[A-Z`]|tests\/)/)) {
      count += 1;
      if (!missing(test)) continue;
      wrong += 1;
      console.error(`${path}:${i + 1}: there is no test ${test}`);
    }
  }
}
if (count === 0) console.error('the documents name no tests: has the form of their tables changed?');
process.exit(wrong > 0 || count === 0 ? 1 : 0);
