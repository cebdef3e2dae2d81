// Makes the npm package of the WASM core and wasm/ts: wasm/dist/. Expects build/wasm to be built.
//
//   node tools/build-wasm.mjs
//
//   hookswitch.wasm  hookswitch.js      the core and its loader (Node loads both; the worklet has the loader inside)
//   hookswitch-opus.wasm                Opus, for opus-browser.js and opus-node.js; has no loader
//   hookswitch-doctor.wasm              the doctor of records, for doctor-browser.js and doctor-node.js; likewise
//   worklet.js  socket-worker.js        bundles: what an AudioWorklet and a worker load must be one file
//   entry-*.js  cli/  ...               ES modules with types
//   cjs/                                what Node's entries are made of once more, for require()
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync, transformSync } from 'esbuild';
import { root, run, step, stop, unlessFresh } from './run.mjs';

const dist = 'wasm/dist';
const core = 'build/wasm/wasm';
const inputs = [
  'wasm/ts',
  `${core}/hookswitch.js`,
  `${core}/hookswitch.wasm`,
  `${core}/hookswitch-opus.wasm`,
  `${core}/hookswitch-doctor.wasm`,
  'package-lock.json',
  'tools/build-wasm.mjs',
  'tools/generate-dialects.mjs',
];
const outputs = [
  'hookswitch.wasm',
  'hookswitch-opus.wasm',
  'hookswitch-doctor.wasm',
  'opus-browser.js',
  'opus-node.js',
  'doctor-browser.js',
  'doctor-node.js',
  'hookswitch.js',
  'worklet.js',
  'socket-worker.js',
  'entry-browser.js',
  'entry-node.js',
  'cjs/entry-node.js',
  'cli/main.js',
];

const minified = {
  absWorkingDir: root,
  outdir: dist,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
const bundled = { ...minified, bundle: true, allowOverwrite: true };

/** Module by module, so that both entries share their classes. Older than 20.19, Node cannot require() an ES module. */
function makeCommonJs() {
  const entryPoints = ['entry-node.js', 'opus-node.js', 'doctor-node.js'].map((name) => join(dist, name));
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints,
    outdir: dist,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['ws'],
    write: false,
    metafile: true,
  });
  const cjs = join(root, dist, 'cjs');
  mkdirSync(cjs);
  for (const path of Object.keys(metafile.inputs)) {
    // By its text alone: given its path, esbuild would import defaults as Node does from modules that it takes for CommonJS.
    const { code } = transformSync(readFileSync(join(root, path), 'utf8'), {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      define: { 'import.meta.url': 'folder' }, // addresses are derived from it
      banner: "const folder = require('node:url').pathToFileURL(__dirname).href;",
    });
    writeFileSync(join(cjs, basename(path)), code);
  }
  writeFileSync(join(cjs, 'package.json'), '{ "type": "commonjs" }\n');
  for (const name of typesOf(['entry-node', 'opus-node', 'doctor-node']))
    copyFileSync(join(root, dist, `${name}.d.ts`), join(cjs, `${name}.d.ts`));
}

/** These modules and all whose types theirs are made of. */
function typesOf(modules) {
  const all = new Set(modules);
  for (const name of all)
    for (const [, used] of readFileSync(join(root, dist, `${name}.d.ts`), 'utf8').matchAll(/'\.\/([\w-]+)\.js'/g))
      all.add(used);
  return all;
}

function makePackage() {
  step('compiling TypeScript, bundling the audio worklet and the socket worker');
  rmSync(join(root, dist), { recursive: true, force: true });
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'wasm/ts']);
  for (const name of ['hookswitch.wasm', 'hookswitch-opus.wasm', 'hookswitch-doctor.wasm'])
    copyFileSync(join(root, core, name), join(root, dist, name));
  buildSync({ ...minified, entryPoints: [`${core}/hookswitch.js`] });
  buildSync({ ...bundled, entryPoints: [`${dist}/worklet.js`, `${dist}/socket-worker.js`] });
  // npx in the clone links the program once, and npm makes it executable only then.
  chmodSync(join(root, dist, 'cli/main.js'), 0o755);
  // The bundles are loaded by address and never imported: they have no types. And some types have no code.
  for (const name of ['worklet.d.ts', 'socket-worker.d.ts', 'entry-types.js']) rmSync(join(root, dist, name));
  makeCommonJs();
}

for (const name of ['hookswitch.wasm', 'hookswitch-opus.wasm', 'hookswitch-doctor.wasm'])
  if (!existsSync(join(root, core, name))) stop(`There is no ${core}/${name} yet. Run: node tools/build.mjs wasm`);
// The types of the dialects are made of the core's list: they are sources of the package.
run(process.execPath, [join(root, 'tools/generate-dialects.mjs'), '--types']);
unlessFresh(
  'package',
  inputs,
  outputs.map((name) => join(dist, name)),
  makePackage,
);
