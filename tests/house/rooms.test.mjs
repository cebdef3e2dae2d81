// The check of the rooms notices what it is there for: every case plants one broken rule in a copy of the sources.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'hookswitch-rooms-'));

const sources = ['core/hookswitch', 'native/src', 'wasm/src'];
const copy = (source) => cpSync(join(root, source), join(folder, source), { recursive: true, force: true });

before(() => sources.forEach(copy));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The check's exit code and its errors about the copy. */
function check() {
  const run = spawnSync(process.execPath, [join(root, 'tools/check-rooms.mjs'), folder], { encoding: 'utf8' });
  return { code: run.status, said: run.stderr };
}

/** Adds `line` to a file of the copy, checks, and takes it back. */
function withLine(file, line, judge) {
  appendFileSync(join(folder, file), `${line}\n`);
  judge(check());
  cpSync(join(root, file), join(folder, file));
}

test('the sources as they are break no rule', () => {
  assert.deepEqual(check(), { code: 0, said: '' });
});

test('an arrow that the table does not have is found, in the core and in the program', () => {
  const wrong = [
    ['core/hookswitch/wire/json_reader.hpp', 'hookswitch/bridge/bridge.hpp', /wire\/ may not include bridge\//],
    ['native/src/net/http.cpp', 'api/health.hpp', /native\/src\/net\/http\.cpp:\d+: net\/ may not include api\//],
    ['native/src/calls/registry.hpp', 'config/settings.hpp', /calls\/ may not include config\//],
    ['native/src/store/writer.hpp', 'store/sqlite/database.hpp', /store\/ may not include store\/sqlite\//],
    ['native/src/net/url.hpp', 'hookswitch/bridge/bridge.hpp', /net\/ may not include bridge\/ of the core/],
  ];
  for (const [file, included, complaint] of wrong)
    withLine(file, `#include "${included}"`, ({ code, said }) => {
      assert.equal(code, 1, included);
      assert.match(said, complaint);
    });
});

test('an include by another way than room and file is found', () => {
  for (const [file, line] of [
    ['native/src/net/http.cpp', '#include "url.hpp"'],
    ['native/src/net/http.cpp', '#include "../net/url.hpp"'],
    ['native/src/net/http.cpp', '  #  include "url/elsewhere"'],
    ['core/hookswitch/wire/json_reader.cpp', '#include "json_reader.hpp"'],
  ])
    withLine(file, line, ({ code, said }) => {
      assert.equal(code, 1, line);
      assert.match(said, /include as "/);
    });
});

test('a room that the table does not have is found, and a file beside the rooms', () => {
  for (const file of [
    'core/hookswitch/attic/old.hpp',
    'native/src/attic/old.hpp',
    'native/src/net/attic/old.hpp',
    'native/src/old.cpp',
  ]) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '#pragma once\n');
    const { code, said } = check();
    rmSync(path);
    assert.equal(code, 1, file);
    assert.match(said, /unknown room (attic|net\/attic|\.)/);
  }
});

test('two files that include each other are found, also within one room', () => {
  for (const [file, included] of [
    ['native/src/net/url.hpp', 'net/http.hpp'],
    ['core/hookswitch/base/time.hpp', 'hookswitch/base/deadlines.hpp'],
  ])
    withLine(file, `#include "${included}"`, ({ code, said }) => {
      assert.equal(code, 1, file);
      assert.match(said, /^circle: .* -> /m);
    });
});

test('a clock in the core is found', () => {
  withLine('core/hookswitch/base/time.hpp', 'using Clock = std::chrono::steady_clock;', ({ code, said }) => {
    assert.equal(code, 1);
    assert.match(said, /steady_clock has no place in the core/);
  });
});
