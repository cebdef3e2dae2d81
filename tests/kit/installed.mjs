// The packed tarball, installed outside the project, as its users have it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** `{folder, packed, home, tarball, write, run, remove}` of a project that has the package, and is of that module `type`. */
export function install(type) {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-package-'));
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
  const tarball = join(folder, packed.filename);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type }));
  // The project's own copy of the one dependency: the test needs no network.
  npm(
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--install-links',
      join(root, 'node_modules/ws'),
      tarball,
    ],
    folder,
  );
  return {
    folder,
    packed,
    tarball,
    home: join(folder, 'node_modules/hookswitch'),
    write: (name, text) => writeFileSync(join(folder, name), text),
    /** Runs a program in the project's folder: its exit code and what it wrote. */
    async run(command, args, env = {}) {
      const child = spawn(command, args, {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
      });
      let out = '';
      let errors = '';
      child.stdout.on('data', (part) => (out += part));
      child.stderr.on('data', (part) => (errors += part));
      const [code] = await once(child, 'close');
      return { code, out, errors };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
