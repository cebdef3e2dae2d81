// clang-tidy over core/ and native/, over the files named, or over what has changed since a commit: every finding once,
// those in headers too. A file that was clean is skipped until it, a header of ours that it sees, its compiler flags or
// the rules change.
//
//   node tools/tidy.mjs [FILE.cpp ...]
//   node tools/tidy.mjs --since COMMIT [--at-most N]
//                                           sources that differ from COMMIT, and one source for each header that does;
//                                           says how many more than N there are, and leaves those
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { filesBelow, output, root, run, step, stop } from './run.mjs';

const memory = join(root, 'build/stamps/tidy.json');
const clean = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : {};
// Each file by itself: it must include what it uses.
run('cmake', [
  ...['--preset', 'dev', '-B', 'build/tidy', '--log-level=ERROR'],
  ...['-DHOOKSWITCH_UNITY=OFF', '-DHOOKSWITCH_PRECOMPILE=OFF'],
]);
const database = join(root, 'build/tidy');
const entries = JSON.parse(readFileSync(join(database, 'compile_commands.json'), 'utf8'));
mkdirSync(dirname(memory), { recursive: true });
const commands = new Map(entries.map(({ file, command }) => [relative(root, file), command]));
const rules = output('clang-tidy', ['--version']) + readFileSync(join(root, '.clang-tidy'), 'utf8');

/** Adds a file and every header of ours that it sees to `seen`. */
function sources(path, seen = new Map()) {
  const text = readFileSync(join(root, path), 'utf8');
  seen.set(path, text);
  for (const [, name] of text.matchAll(/^#include "(.+)"/gm)) {
    const found = [dirname(path), 'core', 'native/src']
      .map((base) => join(base, name))
      .find((at) => existsSync(join(root, at)));
    if (found && !seen.has(found)) sources(found, seen);
  }
  return seen;
}

function fingerprint(path) {
  const hash = createHash('sha256')
    .update(rules)
    .update(commands.get(path) ?? stop(`${path} is not part of build/dev`));
  for (const [name, text] of sources(path)) hash.update(name).update(text);
  return hash.digest('hex');
}

/** Written at once: an interrupted run has not been for nothing. */
function remember(path, print) {
  clean[path] = print;
  writeFileSync(memory, JSON.stringify(clean));
}

const findings = new Set(); // first lines: a header's finding comes once per file that sees it
const crashes = [];

/**
 * Splits what clang-tidy prints into findings with their notes, and shows the new ones. Those in a
 * library's own headers are not ours to mend: the analyzer cannot follow a coroutine through Asio.
 * Says how many there were.
 */
function show(printed) {
  const ours = printed
    .replaceAll(`${root}/`, '')
    .split(/^(?=\S+:\d+:\d+: (?:warning|error): )/m)
    .filter((finding) => !finding.startsWith('/'));
  for (const finding of ours) {
    const first = finding.slice(0, finding.indexOf('\n'));
    if (!findings.has(first)) console.log(finding.trimEnd());
    findings.add(first);
  }
  return ours.length;
}

function tidy(path) {
  const print = fingerprint(path);
  if (clean[path] === print) return undefined;
  return new Promise((resolve) => {
    const child = spawn('clang-tidy', ['-p', database, '--quiet', path], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
    child.on('error', (error) => stop(`clang-tidy: ${error.message}`));
    child.on('close', (code, signal) => {
      // stderr only counts the warnings of system headers, unless clang-tidy fails without a finding.
      if (printed.trim() !== '') {
        if (show(printed) === 0) remember(path, print);
      } else if (code !== 0) crashes.push(`${path}: ${signal ?? `exit ${code}`}\n${complaints}`);
      else remember(path, print);
      resolve(code);
    });
  });
}

const sourceFiles = () => filesBelow(['core', 'native']).filter((path) => path.endsWith('.cpp'));

/** What has changed since a commit, new files too. A header is checked through the first source that sees it. */
function changedSince(commit) {
  const tracked = output('git', ['diff', '--name-only', '--diff-filter=d', commit, '--', 'core', 'native']);
  const added = output('git', ['ls-files', '--others', '--exclude-standard', '--', 'core', 'native']);
  if (tracked === undefined || added === undefined) stop(`--since ${commit}: not a commit of this repository`);
  const changed = `${tracked}${added}`.split('\n');
  const chosen = new Set(changed.filter((path) => path.endsWith('.cpp')));
  const headers = new Set(changed.filter((path) => path.endsWith('.hpp')));
  const see = (path) => {
    for (const seen of sources(path).keys()) headers.delete(seen);
  };
  chosen.forEach(see);
  for (const path of sourceFiles()) {
    if (headers.size === 0) break;
    const before = headers.size;
    see(path);
    if (headers.size < before) chosen.add(path);
  }
  return [...chosen].sort();
}

function wanted() {
  const [first, ...rest] = process.argv.slice(2);
  if (first === undefined) return sourceFiles();
  if (first !== '--since') return [first, ...rest];
  const [commit, option, limit] = rest;
  if (commit === undefined || rest.length > 3 || (option !== undefined && option !== '--at-most'))
    stop('--since COMMIT [--at-most N]: one commit is needed');
  const most = option === undefined ? Infinity : Number(limit);
  if (!(most >= 1)) stop('--at-most: a number, 1 or more');
  const changed = changedSince(commit);
  if (changed.length > most) step(`${changed.length - most} changed files are left to npm run check`);
  return changed.slice(0, most);
}

const files = wanted();
const waiting = [...files];
let done = 0;
step(`clang-tidy: ${files.length} files`);
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const code = await tidy(path);
      done += 1;
      if (code !== undefined) console.log(`${String(done).padStart(4)}/${files.length} ${path}`);
    }
  }),
);
if (findings.size + crashes.length > 0) console.log('\nIn short:');
for (const text of [...findings, ...crashes]) console.log(text);
if (findings.size + crashes.length > 0) stop(`clang-tidy: ${findings.size} findings, ${crashes.length} crashes`);
step('clang-tidy: nothing to say');
