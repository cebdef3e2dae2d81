// Words and names that are no longer used, as docs/how-we-write.md has them: names anywhere, words in comments.
//
//   node tools/check-words.mjs [FOLDER]     exits 1 and names every one; FOLDER: another checkout
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ? resolve(process.argv[2]) : join(dirname(fileURLToPath(import.meta.url)), '..');
const folders = ['core/hookswitch', 'native/src', 'wasm/src', 'wasm/ts', 'web-demo/src', 'tests', 'tools', 'examples'];
// This list, its test and what generates the catalogue's texts; data is not ours to word.
const left =
  /check-words\.mjs$|house\/words\.test\.mjs$|error[-_]catalogue\.|\/(?:data|corpus|golden)\/|node_modules|dist\//;

const names = [
  [/\bk(?:Most|Longest)(?:[A-Z]\w*)?\b/, 'kMax*'],
  [/\bkLeast(?:[A-Z]\w*)?\b/, 'kMin*'],
  [/\b\w*Patience\w*\b/, 'a bound or a timeout'],
  [/\b(?:Organs|Mind|HttpHouse|Porter|Courier|QueueDesk)\b/, "the field's name: State, Behaviour, ..."],
];
const words = [
  [/\banew\b/, 'again'],
  [/\bpassed over\b/, 'ignored, skipped'],
  [/\b(?:nobody|somebody|whoever)\b/i, 'the party: the consumer, the caller, a client'],
  [/\b(?:that|what) (?:is|are) none\b/, 'invalid, not a ...'],
  [/\bin good order\b/, 'cleanly'],
  [/\boddity\b/i, 'anomaly, finding'],
  [/\blets? go of\b/i, 'releases'],
  [/\b(?:he|him|his)\b/, 'they, them, their'],
];

/** The part of a line that is a comment; `open` within a block comment. */
function commentOf(line, open) {
  if (open || /^\s*(?:\/\/|\/\*)/.test(line)) return line;
  const code = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""'); // without its texts
  return /\s\/\/[/<]*\s(.*)$/.exec(code)?.[1] ?? '';
}

/** [line number, word, what to write] for each one in a file. */
function found(text) {
  let open = false;
  return text.split('\n').flatMap((line, i) => {
    const comment = commentOf(line, open);
    if (/^\s*\/\*/.test(line)) open = true;
    if (line.includes('*/')) open = false;
    const hits = [...names.map((rule) => [rule, line]), ...words.map((rule) => [rule, comment])];
    return hits.flatMap(([[word, instead], where]) => {
      const hit = word.exec(where)?.[0];
      return hit ? [[i + 1, hit, instead]] : [];
    });
  });
}

function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => /\.(?:cpp|hpp|ts|mjs|js)$/.test(path) && !left.test(relative(root, path)));
}

let failed = false;
for (const path of folders.flatMap((folder) => sources(join(root, folder))))
  for (const [line, word, instead] of found(readFileSync(path, 'utf8'))) {
    console.error(`${relative(root, path)}:${line}: not "${word}" but ${instead} (docs/how-we-write.md)`);
    failed = true;
  }
process.exit(failed ? 1 : 0);
