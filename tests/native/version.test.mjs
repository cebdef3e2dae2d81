// The version stands in package.json alone; everything else that names it follows.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { program, startBridge } from '../kit/bridge.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const { version } = JSON.parse(read('package.json'));

test('the programs, the bridge and the lock file say the version of package.json', async () => {
  assert.equal(execFileSync(program, ['--version'], { encoding: 'utf8' }), `hookswitch ${version}\n`);
  assert.equal(
    execFileSync(process.execPath, ['wasm/dist/cli/main.js', '--version'], { cwd: root, encoding: 'utf8' }),
    `hookswitch ${version}\n`,
  );
  assert.equal(JSON.parse(read('package-lock.json')).version, version);
  const bridge = await startBridge();
  try {
    assert.equal((await bridge.get('healthz')).version, version);
    assert.equal((await fetch(bridge.url)).headers.get('server'), `hookswitch/${version}`);
  } finally {
    await bridge.close();
  }
});

test('documents that show a version show this one, and the change log has it', () => {
  for (const [path, pattern] of [
    ['docs/sdk.md', /hookswitch-(\d+\.\d+\.\d+)\.tgz/g],
    ['docs/http.md', /"version":"(\d+\.\d+\.\d+)"/g],
  ]) {
    const shown = [...read(path).matchAll(pattern)].map(([, text]) => text);
    assert.ok(shown.length > 0, path);
    assert.deepEqual(new Set(shown), new Set([version]), path);
  }
  assert.ok(read('CHANGELOG.md').includes(`\n## ${version}`));
  assert.doesNotMatch(read('CMakeLists.txt'), /project\(hookswitch VERSION \d/);
});
