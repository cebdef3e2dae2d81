// Makes the npm package of the WASM core and wasm/ts: wasm/dist/. Expects build/wasm to be built.
//
//   node tools/build-wasm.mjs
//
//   hookswitch.wasm  hookswitch.js      the core and its loader (Node loads both; the worklet has the loader inside)
//   hookswitch-opus.wasm                Opus, for opus-browser.js and opus-node.js; has no loader
//   worklet.js  socket-worker.js        bundles: what an AudioWorklet and a worker load must be one file
//   entry-*.js  cli/  ...               ES modules with types
import { chmodSync, copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { root, run, step, stop, unlessFresh } from './run.mjs';

const dist = 'wasm/dist';
const core = 'build/wasm/wasm';
const inputs = ['wasm/ts', `${core}/hookswitch.js`, `${core}/hookswitch.wasm`, `${core}/hookswitch-opus.wasm`, 'package-lock.json', 'tools/build-wasm.mjs'];
const outputs = ['hookswitch.wasm', 'hookswitch-opus.wasm', 'opus-browser.js', 'opus-node.js', 'hookswitch.js', 'worklet.js', 'socket-worker.js', 'entry-browser.js', 'entry-node.js', 'cli/main.js'];

const minified = { absWorkingDir: root, outdir: dist, format: 'esm', target: 'es2022', minify: true, legalComments: 'none', logLevel: 'warning' };
const bundled = { ...minified, bundle: true, allowOverwrite: true };

function makePackage() {
  step('compiling TypeScript, bundling the audio worklet and the socket worker');
  rmSync(join(root, dist), { recursive: true, force: true });
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'wasm/ts']);
  for (const name of ['hookswitch.wasm', 'hookswitch-opus.wasm']) copyFileSync(join(root, core, name), join(root, dist, name));
  buildSync({ ...minified, entryPoints: [`${core}/hookswitch.js`] });
  buildSync({ ...bundled, entryPoints: [`${dist}/worklet.js`, `${dist}/socket-worker.js`] });
  // npx in the clone links the program once, and npm makes it executable only then.
  chmodSync(join(root, dist, 'cli/main.js'), 0o755);
  // The bundles are loaded by address and never imported: they have no types.
  for (const name of ['worklet', 'socket-worker']) rmSync(join(root, dist, `${name}.d.ts`));
}

for (const name of ['hookswitch.wasm', 'hookswitch-opus.wasm'])
  if (!existsSync(join(root, core, name))) stop(`There is no ${core}/${name} yet. Run: node tools/build.mjs wasm`);
unlessFresh('package', inputs, outputs.map((name) => join(dist, name)), makePackage);
