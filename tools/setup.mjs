// Installs what is missing: Debian packages, source packages for the WASM build, npm packages.
//
//   node tools/setup.mjs            everything that start and test need
//   node tools/setup.mjs --check    also what `npm run check` needs
//
// Does nothing, quickly, when nothing is missing. Without root it names the command to run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackages, debianPackages } from './packages.mjs';
import { output, root, run, step, stop, unlessFresh } from './run.mjs';

const wanted = Object.keys({ ...debianPackages, ...(process.argv.includes('--check') ? checkPackages : {}) });

function missingPackages() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const listed = output('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n']);
  if (listed === undefined) stop('hookswitch builds on Debian 12: dpkg-query was not found or failed.');
  const installed = new Set(
    listed
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) stop(`hookswitch needs Node 20 or newer; this is ${process.version}.`);
}

function checkDebian() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID=debian$/m.test(release) || !/^VERSION_ID="?12"?$/m.test(release))
    console.warn('warning: this is not Debian 12; package names and versions may differ.');
}

function installPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid() !== 0)
    stop(
      `These Debian packages are missing. Install them as root, then start again:\n\n  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
    );
  step(`installing ${missing.length} Debian packages`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-q'], { env });
  run('apt-get', install, { env });
  const still = missingPackages();
  if (still.length > 0) stop(`apt-get succeeded, but these packages are still missing: ${still.join(' ')}`);
}

function installNodePackages() {
  unlessFresh('npm', ['package-lock.json'], ['node_modules/.package-lock.json'], () => {
    step('installing npm packages');
    run('npm', ['ci', '--no-audit', '--no-fund']);
  });
}

checkNode();
checkDebian();
installPackages();
installNodePackages();
run(process.execPath, [join(root, 'tools/fetch-sources.mjs')]);
