// What a new carrier's commit holds: a copy of one under another name changes exactly that, and no check objects.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const copy = mkdtempSync(join(tmpdir(), 'hookswitch-carrier-'));
const name = 'acmephone';
after(() => rmSync(copy, { recursive: true, force: true }));

const git = (cwd, ...args) => execFileSync('git', args, { cwd, encoding: 'utf8' });
const node = (tool, ...args) =>
  spawnSync(process.execPath, [join(copy, 'tools', tool), ...args], { cwd: copy, encoding: 'utf8' });

before(() => {
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
  for (const file of files.filter((name) => existsSync(join(root, name))))
    cpSync(join(root, file), join(copy, file), { recursive: true });
  git(copy, 'init', '-q');
  git(copy, 'add', '-A');
  git(copy, '-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '-q', '-m', 'as it is');
  const { status, stderr } = node('copy-carrier.mjs', 'acmephone', '--of', 'signalwire', '--vendor', 'Acme Phone');
  assert.equal(status, 0, stderr);
});

test('a new carrier is its folder, a line of the list, its golden call, tests and documents', () => {
  const changed = git(copy, 'status', '--porcelain', '--untracked-files=normal').trimEnd().split('\n').sort();
  assert.deepEqual(changed, [
    ' M core/hookswitch/carrier/list.hpp',
    ' M docs/dialects.md',
    ' M docs/reference/carriers.md',
    '?? core/hookswitch/carrier/acmephone/',
    `?? docs/dialects/${name}.md`,
    '?? tests/golden/phone-acmephone.jsonl',
    '?? tests/kit/carriers/acmephone.mjs',
    '?? tests/unit/carrier/acmephone_test.cpp',
  ]);
  const numbers = git(copy, 'diff', '--numstat').trimEnd().split('\n');
  const of = (file) =>
    numbers
      .find((line) => line.endsWith(file))
      .split('\t')
      .slice(0, 2);
  assert.deepEqual(of('list.hpp'), ['1', '0']);
  assert.deepEqual(of('docs/dialects.md'), ['2', '0']);
});

test('CONTRIBUTING.md lists exactly these files', () => {
  const text = readFileSync(join(copy, 'CONTRIBUTING.md'), 'utf8');
  const section = text.slice(text.indexOf('## Adding a carrier'));
  const listed = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file]) => file.replace('<name>', 'acmephone'));
  const changed = git(copy, 'status', '--porcelain')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(3));
  assert.deepEqual(listed.sort(), changed.sort());
});

test('the checks of rooms, vendors and citations know the new folder without having been changed', () => {
  for (const tool of ['check-rooms.mjs', 'check-vendors.mjs', 'check-citations.mjs']) {
    const { status, stdout, stderr } = node(tool);
    assert.equal(status, 0, `${tool}: ${stdout}${stderr}`);
  }
});

test('the name of the new vendor in a shared source file is found', () => {
  const file = join(copy, 'core/hookswitch/phone/phone.cpp');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}constexpr const char* kSpecial = "acmephone";\n`);
  const { status, stderr } = node('check-vendors.mjs');
  writeFileSync(file, text);
  assert.equal(status, 1);
  assert.match(stderr, /phone\.cpp:\d+: acmephone has its place in/);
});
