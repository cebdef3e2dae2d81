// What comments and documents cite is there: files of this repository, and the sections they name.
//
//   node tools/check-citations.mjs     exits 1 and names every citation that leads nowhere
//
// Markdown: links and paths in backquotes. Source: `docs/...` anywhere, paths of source files in comments. A section is
// `#name-of-the-heading`, as GitHub forms it; `FILE.md#one, #two` would cite two.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow, root } from './run.mjs';

const folders = [
  'core',
  'native',
  'wasm/src',
  'wasm/ts',
  'web-demo/src',
  'tests',
  'tools',
  'docs',
  'examples',
  '.ci',
  '.devcontainer',
  'cmake',
];
const top = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'CMakeLists.txt'];
const data = /(?:^tests\/(?:golden\/.*\.jsonl|data\/|fuzz\/corpus\/)|\.(?:csv|wav|png|ico|db))/;
const built = /^(?:build|node_modules|wasm\/dist|web-demo\/dist)\//;
// A comment names a source file from the folder that it is included or imported from.
const homes = ['', 'core/hookswitch/', 'native/src/', 'tests/', 'wasm/ts/', 'web-demo/src/'];

const present = (path) => existsSync(join(root, path));

const sections = new Map();
/** The names of a document's sections. */
function sectionsOf(path) {
  if (!sections.has(path)) {
    const seen = new Map();
    const names = new Set();
    let isCode = false;
    for (const line of readFileSync(join(root, path), 'utf8').split('\n')) {
      if (line.startsWith('```')) isCode = !isCode;
      const heading = isCode ? undefined : /^#{1,6} (.*)$/.exec(line)?.[1];
      if (heading === undefined) continue;
      const slug = heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_\- ]/gu, '')
        .replaceAll(' ', '-');
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      names.add(times === 0 ? slug : `${slug}-${times}`);
    }
    sections.set(path, names);
  }
  return sections.get(path);
}

let count = 0;
const problems = [];

/** `path` from the root; `wanted`: sections, without `#`. */
function check(where, path, wanted = []) {
  count += 1;
  if (!present(path)) return problems.push(`${where}: there is no ${path}`);
  for (const section of wanted)
    if (!sectionsOf(path).has(section)) problems.push(`${where}: ${path} has no section #${section}`);
}

function checkLinks(path, line, where) {
  for (const [, target] of line.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file, section] = target.split('#');
    check(where, file ? normalize(join(dirname(path), file)) : path, section ? [section] : []);
  }
  for (const [, file] of line.matchAll(
    /`((?:core|native|tests|tools|wasm|web-demo|docs|examples|cmake)\/[\w./-]+\.\w+)`/g,
  ))
    if (!built.test(file)) check(where, file);
}

function checkSource(path, line, where) {
  for (const [, file, tail] of line.matchAll(/(?<![\w./-])(docs\/[\w./-]+\.(?:md|json))((?:#[\w-]+)?(?:, #[\w-]+)*)/g))
    check(
      where,
      file,
      [...tail.matchAll(/#([\w-]+)/g)].map(([, section]) => section),
    );
  const comment = /(?:^|\s)(?:\/\/|\*|#)\s?(.*)$/.exec(line)?.[1] ?? '';
  if (/^include /.test(comment)) return;
  for (const [, file] of comment.matchAll(/(?<![\w./<-])((?:[a-z0-9_-]+\/)+[\w-]+\.(?:hpp|cpp|mjs|ts))(?!\w)/g)) {
    count += 1;
    if (!built.test(file) && ![...homes, `${dirname(path)}/`].some((home) => present(home + file)))
      problems.push(`${where}: there is no ${file}`);
  }
}

const files = [...top.filter(present), ...filesBelow(folders.filter(present))].filter((path) => !data.test(path));
for (const path of files)
  readFileSync(join(root, path), 'utf8')
    .split('\n')
    .forEach((line, i) => {
      const where = `${path}:${i + 1}`;
      if (path.endsWith('.md')) checkLinks(path, line, where);
      else checkSource(path, line, where);
    });

problems.forEach((problem) => console.error(problem));
console.log(
  `citations: ${problems.length === 0 ? `${count}, all found` : `${problems.length} of ${count} lead nowhere`}`,
);
process.exit(problems.length === 0 && count > 0 ? 0 : 1);
