// WebRTC's NetEq for the benchmarks: Debian's libtgowt-dev, unpacked aside, not installed.
//
//   node tools/fetch-neteq.mjs
//
// Unpacks to build/third-party/neteq and stamps it; what is there already is left alone. apt reads
// the machine's own configuration, but keeps lists and files in a temporary folder; it checks the
// signed index and, by it, every file. Needs apt and dpkg, not root. Nothing but `npm run bench`
// uses it.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

// Static libraries: NetEq, and what it needs to link.
const packages = ['libtgowt-dev', 'libabsl-dev', 'libopus-dev'];
const home = join(root, 'build/third-party/neteq');
const stamp = join(home, '.fetched');

function must(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${command} ${args.at(-1)} failed:\n${`${result.stdout}${result.stderr}`.trim()}`);
  return result.stdout;
}

function fetchInto(scratch) {
  const folder = (name) => {
    mkdirSync(join(scratch, name, 'partial'), { recursive: true });
    return join(scratch, name);
  };
  const options = [
    `Dir::State::lists=${folder('lists')}`,
    `Dir::Cache=${folder('cache')}`,
    'APT::Sandbox::User=root',
    'Acquire::Retries=3',
    'APT::Get::AllowUnauthenticated=false',
  ].flatMap((option) => ['-o', option]);
  console.error('neteq: reading the index of the Debian archive');
  must('apt-get', ['-q', ...options, 'update'], scratch);
  const downloads = folder('downloads');
  console.error(`neteq: fetching ${packages.join(', ')}`);
  must('apt-get', ['-q', ...options, 'download', ...packages], downloads);
  const unpacked = join(scratch, 'neteq');
  const files = readdirSync(downloads).filter((name) => name.endsWith('.deb'));
  for (const file of files) must('dpkg-deb', ['-x', join(downloads, file), unpacked], scratch);
  writeFileSync(join(unpacked, '.fetched'), `${files.sort().join('\n')}\n`);
  rmSync(home, { recursive: true, force: true });
  renameSync(unpacked, home);
}

/** True when it was not there before. Throws when it cannot be had. */
export function fetchNetEq() {
  if (existsSync(stamp)) return false;
  mkdirSync(join(root, 'build/third-party'), { recursive: true });
  const scratch = mkdtempSync(join(root, 'build/third-party/.fetch-'));
  try {
    fetchInto(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    fetchNetEq();
    console.log(`neteq: in ${home}\n${readFileSync(stamp, 'utf8').trim()}`);
  } catch (error) {
    console.error(`neteq: ${error.message}`);
    process.exit(1);
  }
}
