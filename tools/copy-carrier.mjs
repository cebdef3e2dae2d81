// Begins a new carrier as a copy of one that exists, under another name: everything that a carrier's commit holds
// (CONTRIBUTING.md, "Adding a carrier"). It builds and passes every test as it is; then make it the vendor's.
//
//   node tools/copy-carrier.mjs NAME --of NAME [--vendor "Its Name"]
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, stop } from './run.mjs';

const [name, of, given] = (() => {
  const args = process.argv.slice(2);
  const option = (key) => (args.includes(key) ? args.splice(args.indexOf(key), 2)[1] : undefined);
  const source = option('--of');
  const vendor = option('--vendor');
  return [args[0], source, vendor];
})();
if (!/^[a-z][a-z0-9]*$/.test(name ?? '') || !of) stop('usage: copy-carrier.mjs NAME --of NAME [--vendor "Its Name"]');

const path = (...parts) => join(root, ...parts);
const read = (...parts) => readFileSync(path(...parts), 'utf8');
const folder = path('core/hookswitch/carrier', name);
const source = path('core/hookswitch/carrier', of);
if (existsSync(folder)) stop(`${name} exists`);
if (!existsSync(source)) stop(`no carrier is called ${of}`);

/** The vendor's name in the identifiers of its folder, such as SignalWire in kSignalWireStyle. */
const spelled =
  new RegExp(of, 'i').exec(read('core/hookswitch/carrier', of, `${of}.hpp`).replaceAll(of, ''))?.[0] ?? of;
const vendor = (given ?? name[0].toUpperCase() + name.slice(1)).replace(/[^A-Za-z0-9]/g, '');
const renamed = (text) => text.replaceAll(spelled, vendor).replaceAll(of, name);

function copyFile(from, to) {
  if (existsSync(path(from))) writeFileSync(path(to), renamed(read(from)));
}

/** Every line that `pattern` finds is followed by its copy. */
function repeatLines(file, pattern) {
  const text = read(file);
  if (!pattern.test(text)) stop(`${file}: no line of ${of}`);
  writeFileSync(
    path(file),
    text.replace(pattern, (line) => line + renamed(line)),
  );
}

cpSync(source, folder, { recursive: true });
for (const file of readdirSync(folder)) {
  writeFileSync(join(folder, file), renamed(readFileSync(join(folder, file), 'utf8')));
  renameSync(join(folder, file), join(folder, file.replace(of, name)));
}
repeatLines('core/hookswitch/carrier/list.hpp', new RegExp(`^ *each\\(${of}\\) .*\n`, 'm'));
copyFile(`tests/unit/carrier/${of}_test.cpp`, `tests/unit/carrier/${name}_test.cpp`);
copyFile(`tests/golden/phone-${of}.jsonl`, `tests/golden/phone-${name}.jsonl`);
copyFile(`tests/kit/carriers/${of}.mjs`, `tests/kit/carriers/${name}.mjs`);
copyFile(`docs/dialects/${of}.md`, `docs/dialects/${name}.md`);
repeatLines('docs/dialects.md', new RegExp(`^\\| \`${of}\` \\|.*\n`, 'gm'));

const reference = 'docs/reference/carriers.md';
const section = new RegExp(`\n## ${of}\n[\\s\\S]*?(?=\n## |$)`).exec(read(reference))?.[0];
if (!section) stop(`${reference} has no section ${of}`);
writeFileSync(path(reference), `${read(reference).trimEnd()}\n${renamed(section).trimEnd()}\n`);
