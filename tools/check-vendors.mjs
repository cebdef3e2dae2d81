// A vendor is a folder: its name occurs in no shared source file, but for the lists and what is named here.
//
//   node tools/check-vendors.mjs     exits 1 and names every line that names a vendor
//
// Comments may cite a vendor as a source.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, root } from './run.mjs';

const rooms = { agent: ['core/hookswitch/agent/all.cpp'], carrier: ['core/hookswitch/carrier/list.hpp'] };

// Texts for people, which may name a vendor's key or header: the catalogue of errors and what is generated from it.
// The types of the carriers are generated from their list.
const texts = ['core/hookswitch/base/error_catalogue.cpp', 'wasm/ts/error-catalogue.ts', 'wasm/ts/dialects.ts'];

// Words of a carrier's name that mean nothing alone.
const common = new Set(['api', 'cloud', 'media', 'streams', 'voice']);

/** A carrier's folder and every word that its descriptors call the vendor by; empty for a family's folder. */
function wordsOfCarrier(folder, name) {
  const text = filesBelow([join(folder, name)])
    .filter((path) => path.endsWith('.cpp'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('');
  if (!text.includes('const CarrierDialect ')) return [];
  const called = [...text.matchAll(/\b(?:name|vendor|profile)(?: = |\()"([^"]+)"/g)].map(([, names]) => names);
  const words = called.flatMap((names) => names.toLowerCase().match(/[a-z]{3,}/g) ?? []);
  return [name, ...words.filter((word) => !common.has(word))];
}

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
  const words = vendors.flatMap((name) => (room === 'carrier' ? wordsOfCarrier(folder, name) : [name]));
  if (words.length === 0) problems.push(`${folder}: no vendor describes itself`);
  const pattern = new RegExp(`(?:${words.join('|')})`, 'i');
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
