// Source packages of the machine's own Debian archive, for what must be compiled to WASM.
//
//   node tools/fetch-sources.mjs [NAME...]     default: all of `packages`
//
// Unpacks to build/third-party/NAME and stamps it; what is there already is left alone. The
// archive is the one apt is configured for: its entries are read, turned into deb-src entries in a
// temporary folder, and used from there, so the machine's configuration and package lists stay as
// they are. apt checks the signed index and, by it, every file. Needs apt and dpkg-dev, not root.
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
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = ['opus', 'speexdsp'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const thirdParty = join(root, 'build/third-party');
const stampOf = (name) => join(thirdParty, name, '.fetched');

class Trouble extends Error {}

/** What the command printed, or its warnings. */
function run(command, args, cwd, wanted = 'output') {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  if (result.error?.code === 'ENOENT')
    throw new Trouble(`${command} is not installed; run: apt-get install apt dpkg-dev`);
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Trouble(`${command} ... ${args.at(-1)} failed:\n${`${result.stdout}${result.stderr}`.trim()}`);
  return wanted === 'output' ? result.stdout : result.stderr.trim();
}

/** "deb [options] address suite component..." becomes deb-src; every other line goes. */
function sourceLines(text) {
  const lines = text.split('\n').map((line) => /^\s*deb(?:-src)?\s+([^#]+)/.exec(line)?.[1]);
  return [...new Set(lines.filter(Boolean).map((rest) => `deb-src ${rest.trim()}`))].join('\n');
}

/** Each enabled stanza of the deb822 form, with "Types: deb-src". */
function sourceStanzas(text) {
  const withoutComments = text.replace(/^#.*\n?/gm, '');
  return withoutComments
    .split(/\n[ \t]*\n/)
    .filter((stanza) => /^Types:.*\bdeb\b/im.test(stanza) && !/^Enabled:\s*(?:no|false|off|0)\b/im.test(stanza))
    .map((stanza) => stanza.trim().replace(/^Types:.*(?:\n[ \t].*)*/im, 'Types: deb-src'))
    .join('\n\n');
}

function deriveSources(folder) {
  const dump = run('apt-config', ['shell', 'LIST', 'Dir::Etc::sourcelist/f', 'PARTS', 'Dir::Etc::sourceparts/d']);
  const path = (name) => new RegExp(`^${name}='(.*)'$`, 'm').exec(dump)?.[1] ?? '';
  const parts = existsSync(path('PARTS')) ? readdirSync(path('PARTS')).map((name) => join(path('PARTS'), name)) : [];
  const files = [path('LIST'), ...parts].filter((file) => /\.(?:list|sources)$/.test(file) && existsSync(file));
  let found = 0;
  files.forEach((file, i) => {
    const form = file.endsWith('.list') ? 'list' : 'sources';
    const derived = (form === 'list' ? sourceLines : sourceStanzas)(readFileSync(file, 'utf8'));
    if (derived === '') return;
    writeFileSync(join(folder, `${i}.${form}`), `${derived}\n`);
    ++found;
  });
  if (found === 0) throw new Trouble(`apt is configured with no package archive (${files.join(', ') || 'no files'})`);
}

function fetchInto(scratch, names) {
  const folder = (name) => {
    mkdirSync(join(scratch, name, 'partial'), { recursive: true });
    return join(scratch, name);
  };
  const sources = folder('sources.list.d');
  deriveSources(sources);
  const options = [
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${sources}`,
    `Dir::State::lists=${folder('lists')}`,
    `Dir::Cache=${folder('cache')}`,
    'APT::Sandbox::User=root',
    'Acquire::Retries=3',
    'APT::Get::AllowUnauthenticated=false',
  ].flatMap((option) => ['-o', option]);

  console.log('sources: reading the index of the Debian archive');
  // An archive without sources is only a warning here; it explains a package that is not found.
  const warnings = run('apt-get', ['-q', ...options, 'update'], scratch, 'warnings');
  for (const name of names) {
    console.log(`sources: fetching ${name}`);
    const downloads = folder(`download-${name}`);
    try {
      run('apt-get', ['-q', ...options, '--only-source', '--download-only', 'source', name], downloads);
    } catch (error) {
      if (error instanceof Trouble) error.message += `\n${warnings}`;
      throw error;
    }
    const description = readdirSync(downloads).find((file) => file.endsWith('.dsc'));
    if (!description) throw new Trouble(`apt-get source ${name} brought no .dsc file`);
    const unpacked = join(scratch, name);
    run('dpkg-source', ['-x', description, unpacked], downloads);
    const version = /^Version: (.+)$/m.exec(readFileSync(join(downloads, description), 'utf8'))?.[1] ?? 'unknown';
    writeFileSync(join(unpacked, '.fetched'), `${version}\n`);
    rmSync(join(thirdParty, name), { recursive: true, force: true });
    renameSync(unpacked, join(thirdParty, name));
  }
}

function main(names) {
  const unknown = names.find((name) => !packages.includes(name));
  if (unknown) throw new Trouble(`no source package ${unknown} is used here; there are: ${packages.join(', ')}`);
  const missing = names.filter((name) => !existsSync(stampOf(name)));
  if (missing.length > 0) {
    mkdirSync(thirdParty, { recursive: true });
    const scratch = mkdtempSync(join(thirdParty, '.fetch-'));
    try {
      fetchInto(scratch, missing);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  for (const name of names)
    console.log(
      `sources: ${name} ${readFileSync(stampOf(name), 'utf8').trim()} in ${relative(root, join(thirdParty, name))}`,
    );
}

try {
  main(process.argv.length > 2 ? process.argv.slice(2) : packages);
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  console.error(`sources: ${error.message}`);
  process.exit(1);
}
