// Seeds of the fuzz targets from the golden files: what both ends of every carrier's dialect write in a call. A vendor's
// golden call is its seed, so there is nothing else to add.
//
//   node tools/fuzz-seeds.mjs FOLDER    writes FOLDER/carrier/NAME_host, NAME_carrier and the same for the target `media`
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/** A frame as the target `carrier` reads it: a line of text, or `!` and bytes. */
const carrierLine = ({ text, base64 }) =>
  text === undefined ? Buffer.concat([Buffer.from('!'), Buffer.from(base64, 'base64')]) : Buffer.from(text);

const inLines = (parts) => Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));

function writeSeeds(folder, name, as, lines) {
  const isFrame = ({ text, base64 }) => text !== undefined || base64 !== undefined;
  const toHost = lines.filter((line) => line.out === 'send' && isFrame(line));
  const toCarrier = lines.filter((line) => (line.out === 'host' || line.in === 'frame') && isFrame(line));
  for (const [number, end, frames] of [
    [0, 'host', toHost],
    [1, 'carrier', toCarrier],
  ]) {
    const first = Buffer.from(`${as} ${number}`);
    const texts = frames.filter(({ text }) => text !== undefined).map(({ text }) => Buffer.from(text));
    writeFileSync(join(folder, 'carrier', `${name}_${end}`), inLines([first, ...frames.map(carrierLine)]));
    writeFileSync(join(folder, 'media', `${name}_${end}`), inLines([first, ...texts]));
  }
}

/** Returns the folders, by target. */
export function goldenSeeds(folder) {
  for (const target of ['carrier', 'media']) mkdirSync(join(folder, target), { recursive: true });
  const golden = join(root, 'tests/golden');
  for (const file of readdirSync(golden).filter((name) => /^phone-.*\.jsonl$/.test(name))) {
    const [{ as }, ...lines] = readFileSync(join(golden, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    writeSeeds(folder, file.replace('.jsonl', ''), as, lines);
  }
  return { carrier: join(folder, 'carrier'), media: join(folder, 'media') };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) goldenSeeds(process.argv[2]);
