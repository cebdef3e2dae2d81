// The check of the words finds what it is there for: every case plants one word in a folder of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'hookswitch-words-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Exit code and errors of the check, of a file with this text or of the repository. */
function check(file, text) {
  if (file) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  }
  const where = file ? [folder] : [];
  const run = spawnSync(process.execPath, [join(root, 'tools/check-words.mjs'), ...where], { encoding: 'utf8' });
  if (file) rmSync(join(folder, file));
  return { code: run.status, said: run.stderr };
}

test('the sources use none of the words', () => {
  assert.deepEqual(check(), { code: 0, said: '' });
});

test('a planted name or word is found, with its line and what to write', () => {
  for (const [file, text, said] of [
    [
      'core/hookswitch/wire/url.hpp',
      'int x;\nconstexpr int kMostFields = 64;',
      /url\.hpp:2: not "kMostFields" but kMax\*/,
    ],
    ['native/src/net/url.cpp', 'constexpr int kLeast = 1;', /not "kLeast" but kMin\*/],
    ['wasm/ts/options.ts', 'export interface Patience {}', /not "Patience" but a bound or a timeout/],
    ['core/hookswitch/wire/url.cpp', '/// Begins anew.', /not "anew" but again/],
    ['core/hookswitch/wire/url.cpp', 'int x;  ///< of what he said', /not "he" but they/],
    ['tests/kit/x.mjs', '/**\n * Nobody reads it.\n */', /x\.mjs:2: not "Nobody" but the party/],
  ]) {
    const result = check(file, text);
    assert.equal(result.code, 1, text);
    assert.match(result.said, said);
  }
});

test('a word in code or in data is not one in a comment', () => {
  for (const [file, text] of [
    ['tests/kit/x.cpp', 'const char* text = "nobody // he";'],
    ['web-demo/src/x.ts', 'const anew = 1;'],
    ['tests/data/x.js', '// nobody'],
    ['core/hookswitch/wire/url.cpp', 'constexpr int kMaxFields = 64;  // the header, then the rest'],
  ])
    assert.deepEqual(check(file, text), { code: 0, said: '' }, text);
});
