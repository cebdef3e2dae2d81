// The rooms of the core and which may include which: the house rules as a test.
//
//   node tools/check-rooms.mjs     exits 1 and names every broken rule
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const core = join(root, 'core/hookswitch');

const mayInclude = {
  base: [],
  audio: ['base'],
  codec: ['audio', 'base'],
  jitter: ['audio', 'base'],
  wire: ['base'],
  carrier: ['wire', 'codec', 'audio', 'base'],
  agent: ['wire', 'codec', 'audio', 'base'],
  turn: ['audio', 'base'],
  call: ['base'],
  persona: ['agent', 'wire', 'codec', 'audio', 'base'],
  record: ['call', 'wire', 'audio', 'base'],
  doctor: ['record', 'call', 'carrier', 'wire', 'audio', 'base'],
  bridge: ['doctor', 'record', 'call', 'turn', 'agent', 'carrier', 'wire', 'jitter', 'codec', 'audio', 'base'],
  phone: ['call', 'turn', 'carrier', 'wire', 'jitter', 'codec', 'audio', 'base'],
};

// Never in the core: clocks, threads, streams, sockets, exceptions.
const forbidden =
  /\b(?:steady_clock|system_clock|high_resolution_clock|std::thread|std::mutex|std::jthread|throw|try|catch|getenv)\b|#include <(?:iostream|fstream|thread|mutex|future|ctime|random|sys\/[^>]*|unistd\.h)>/;
// These rooms have no time: frames in, messages out.
const timeless = new Set(['audio', 'codec', 'wire', 'carrier', 'agent']);

const problems = [];
const files = (folder) =>
  !existsSync(folder)
    ? []
    : readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : /\.(hpp|cpp)$/.test(name) ? [path] : [];
      });

for (const path of files(core)) {
  const room = relative(core, path).split('/')[0];
  const text = readFileSync(path, 'utf8');
  if (!mayInclude[room]) problems.push(`${relative(root, path)}: unknown room ${room}`);
  text.split('\n').forEach((line, i) => {
    const where = `${relative(root, path)}:${i + 1}`;
    const included = /#include "hookswitch\/([a-z]+)\/(?:[a-z0-9_]+\/)?([a-z0-9_]+)\.hpp"/.exec(line);
    if (included && included[1] !== room && !mayInclude[room]?.includes(included[1]))
      problems.push(`${where}: ${room}/ may not include ${included[1]}/`);
    if (/#include "(?!hookswitch\/)/.test(line)) problems.push(`${where}: include as "hookswitch/room/file.hpp"`);
    const code = line.replace(/\/\/.*$/, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
    const bad = forbidden.exec(code.startsWith('#include "') ? '' : code);
    if (bad) problems.push(`${where}: ${bad[0]} has no place in the core`);
    if (timeless.has(room) && /\bInstant\b/.test(code)) problems.push(`${where}: ${room}/ must not know the time`);
  });
}

for (const [room, other] of [
  ['native', 'wasm'],
  ['wasm', 'native'],
])
  for (const path of files(join(root, room)))
    if (new RegExp(`#include ["<].*${other}/`).test(readFileSync(path, 'utf8')))
      problems.push(`${relative(root, path)}: ${room}/ may not include ${other}/`);

problems.forEach((problem) => console.error(problem));
console.log(`rooms: ${problems.length === 0 ? 'in order' : `${problems.length} broken rule(s)`}`);
process.exit(problems.length === 0 ? 0 : 1);
