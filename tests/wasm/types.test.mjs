// The package's types as strict consumers see them, in Node and in a browser's bundler.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

function compile(project) {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', `tests/wasm/types/${project}`];
  const { status, stdout } = spawnSync(process.execPath, tsc, { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
}

test('in Node right usage compiles and wrong usage does not', () => compile('tsconfig.node.json'));

test("in a browser's bundler right usage compiles and wrong usage does not", () => compile('tsconfig.json'));
