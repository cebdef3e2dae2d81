// A vendor is a folder: its name occurs in no shared source file, but for the lists and what is named here.
//
//   node tools/check-vendors.mjs     exits 1 and names every line that names a vendor
//
// Comments may cite a vendor as a source.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, root } from './run.mjs';

const rooms = { agent: ['core/hookswitch/agent/all.cpp'] };

// Texts for people, which may name a vendor's key or header: the catalogue of errors and what is generated from it.
const texts = ['core/hookswitch/base/error_catalogue.cpp', 'wasm/ts/error-catalogue.ts'];

const shared = filesBelow(['core', 'native/src', 'wasm/src', 'wasm/ts', 'web-demo/src']).filter(
  (path) => /\.(hpp|cpp|ts)$/.test(path) && !texts.includes(path),
);

/** Keeps line ends, so that line numbers stay true. */
function withoutComments(text) {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (piece) =>
    piece[0] === '"' ? piece : piece.replace(/[^\n]/g, ' '),
  );
}

const problems = [];
let names = 0;
for (const [room, lists] of Object.entries(rooms)) {
  const folder = join('core/hookswitch', room);
  const vendors = readdirSync(join(root, folder)).filter((name) =>
    existsSync(join(root, folder, name, 'CMakeLists.txt')),
  );
  names += vendors.length;
  const pattern = new RegExp(`(?:${vendors.join('|')})`, 'i');
  for (const path of shared) {
    if (lists.includes(path) || vendors.some((name) => path.startsWith(`${folder}/${name}/`))) continue;
    withoutComments(readFileSync(join(root, path), 'utf8'))
      .split('\n')
      .forEach((line, i) => {
        const found = pattern.exec(line);
        if (found) problems.push(`${path}:${i + 1}: ${found[0]} has its place in ${folder}/`);
      });
  }
}

for (const problem of problems) console.error(problem);
console.log(`vendors: ${names}, ${problems.length === 0 ? 'each in its folder' : `${problems.length} shared line(s)`}`);
process.exit(problems.length === 0 && names > 0 ? 0 : 1);
