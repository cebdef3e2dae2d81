// The rooms of the core and of the program, and which may include which: the house rules as a test.
//
//   node tools/check-rooms.mjs [FOLDER]     exits 1 and names every broken rule; FOLDER: another checkout
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ? resolve(process.argv[2]) : join(dirname(fileURLToPath(import.meta.url)), '..');

// Per room the rooms that it may include. A room stands below all that it includes, so that the
// tables cannot contain a circle; that is checked, too.
const coreRooms = {
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
  phone: ['doctor', 'call', 'turn', 'carrier', 'wire', 'jitter', 'codec', 'audio', 'base'],
};

const nativeRooms = {
  system: [],
  crypto: [],
  metrics: [],
  log: ['system'],
  net: ['log', 'system'],
  store: ['log', 'system'],
  'store/sqlite': ['store', 'log', 'system'],
  calls: ['store', 'net', 'crypto', 'metrics', 'log', 'system'],
  deliver: ['store', 'net', 'crypto', 'log', 'system'],
  webhooks: ['calls', 'net', 'crypto', 'log', 'system'],
  config: ['webhooks', 'deliver', 'calls', 'store', 'net', 'crypto', 'log', 'system'],
  api: ['config', 'calls', 'store', 'net', 'metrics', 'log', 'system'],
  app: ['api', 'config', 'webhooks', 'deliver', 'calls', 'store/sqlite', 'store', 'net', 'metrics', 'log', 'system'],
  cli: ['app', 'config', 'calls', 'net', 'log', 'system'],
};
// What these rooms of the program may know of the core; the others may use all of it.
const nativeMayUseOfCore = { system: ['base'], crypto: ['base'], log: ['base', 'wire'], net: ['base', 'wire'] };

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

/** Lines with their number; an included file as the pair of its room and its path below the sources. */
function eachLine(path, visit) {
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      visit(line, `${relative(root, path)}:${i + 1}`, /^\s*#\s*include\s+"([^"]*)"/.exec(line)?.[1]);
    });
}

function checkTable(where, table) {
  const below = new Set();
  for (const [room, others] of Object.entries(table)) {
    for (const other of others)
      if (!below.has(other)) problems.push(`${where}: ${room}/ includes ${other}/, which does not stand below it`);
    below.add(room);
  }
}

/** Files that include each other in a circle: `includes` maps a file to those that it includes. */
function checkCircles(includes) {
  const done = new Set();
  const visit = (file, way) => {
    const begin = way.indexOf(file);
    if (begin >= 0) problems.push(`circle: ${[...way.slice(begin), file].join(' -> ')}`);
    if (begin >= 0 || done.has(file)) return;
    for (const next of includes.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of includes.keys()) visit(file, []);
}

/** The room of a file of the core; undefined outside the rooms. */
const roomOf = (sources, path) => {
  const parts = relative(sources, path).split('/');
  return parts.length > 1 ? parts[0] : '';
};

function checkCore() {
  const sources = join(root, 'core/hookswitch');
  const includes = new Map();
  checkTable('core', coreRooms);
  for (const path of files(sources)) {
    const room = roomOf(sources, path);
    const own = relative(join(root, 'core'), path);
    includes.set(own, []);
    if (!coreRooms[room]) problems.push(`${relative(root, path)}: unknown room ${room}`);
    eachLine(path, (line, where, included) => {
      if (included !== undefined) {
        const other = /^hookswitch\/([a-z_]+)\/[a-z0-9_/]+\.hpp$/.exec(included)?.[1];
        if (!other) problems.push(`${where}: include as "hookswitch/room/file.hpp"`);
        else if (other !== room && !coreRooms[room]?.includes(other))
          problems.push(`${where}: ${room}/ may not include ${other}/`);
        includes.get(own).push(included);
      }
      const code = line.replace(/\/\/.*$/, '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
      const bad = forbidden.exec(included !== undefined ? '' : code);
      if (bad) problems.push(`${where}: ${bad[0]} has no place in the core`);
      if (timeless.has(room) && /\bInstant\b/.test(code)) problems.push(`${where}: ${room}/ must not know the time`);
    });
  }
  checkCircles(includes);
}

function checkNative() {
  const sources = join(root, 'native/src');
  const includes = new Map();
  checkTable('native', nativeRooms);
  for (const path of files(sources)) {
    const own = relative(sources, path);
    const room = dirname(own); // a folder in a room is a separate room: store/sqlite
    includes.set(own, []);
    if (!nativeRooms[room] && own !== 'main.cpp') problems.push(`${relative(root, path)}: unknown room ${room}`);
    eachLine(path, (_line, where, included) => {
      if (included === undefined) return;
      const other = /^([a-z_]+(?:\/[a-z_]+)*)\/[a-z0-9_]+\.hpp$/.exec(included)?.[1];
      if (other?.startsWith('hookswitch/')) {
        const ofCore = other.split('/')[1];
        const allowed = nativeMayUseOfCore[room];
        if (allowed && !allowed.includes(ofCore))
          problems.push(`${where}: ${room}/ may not include ${ofCore}/ of the core`);
        return;
      }
      if (!nativeRooms[other]) problems.push(`${where}: include as "room/file.hpp" or "hookswitch/room/file.hpp"`);
      else if (other !== room && nativeRooms[room] && !nativeRooms[room].includes(other))
        problems.push(`${where}: ${room}/ may not include ${other}/`);
      includes.get(own).push(included);
    });
  }
  checkCircles(includes);
}

checkCore();
checkNative();
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
