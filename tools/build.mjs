// Builds parts of hookswitch: native program, WASM package, demo page.
//
//   node tools/build.mjs [native] [wasm] [page]      all three when none is named
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run, step, stop, tryRun, unlessFresh } from './run.mjs';

/**
 * Configures a CMake preset when that has not been done, then builds it; returns the exit code. `launcher`: a command
 * that runs the build, such as one that changes its priority. Other options are those of spawnSync.
 */
export function tryBuildPreset(preset, targets = [], { launcher = [], ...options } = {}) {
  if (!existsSync(join(root, 'build', preset, 'build.ninja'))) run('cmake', ['--preset', preset], options);
  const [command, ...args] = [
    ...launcher,
    'cmake',
    '--build',
    '--preset',
    preset,
    ...(targets.length > 0 ? ['--target', ...targets] : []),
  ];
  return tryRun(command, args, options);
}

/** The same; a failure ends the script. */
export function buildPreset(preset, targets = [], options = {}) {
  const code = tryBuildPreset(preset, targets, options);
  if (code !== 0) stop(`the build of ${preset} failed`, code);
}

const speech = '/usr/share/asterisk/sounds/en_US_f_Allison/vm-nobodyavail.wav';

/** Human speech for test calls: build/samples/speech.wav. */
function copySamples() {
  mkdirSync(join(root, 'build/samples'), { recursive: true });
  copyFileSync(speech, join(root, 'build/samples/speech.wav'));
}

export const parts = {
  native() {
    step('building the native program');
    copySamples();
    buildPreset('native');
  },
  wasm(options = {}) {
    step('building the WASM core and the npm package');
    buildPreset('wasm', [], options);
    run(process.execPath, [join(root, 'tools/build-wasm.mjs')]);
  },
  page() {
    copySamples();
    unlessFresh('page', ['web-demo', 'wasm/dist', 'wasm/ts', 'package-lock.json'], ['web-demo/dist/index.html'], () => {
      step('building the demo page');
      run('npx', ['--no-install', 'vite', 'build', 'web-demo']);
    });
  },
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  for (const name of names.length > 0 ? names : Object.keys(parts)) {
    if (!parts[name]) throw new Error(`no such part: ${name} (there are ${Object.keys(parts).join(', ')})`);
    parts[name]();
  }
}
