// The two programs that place calls, run as a user runs them.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { program } from './bridge.mjs';

const packaged = fileURLToPath(new URL('../../wasm/dist/cli/main.js', import.meta.url));

const commands = {
  native: [program],
  npm: [process.execPath, packaged],
};
export const programs = Object.keys(commands);

/** Runs one to its end: `{code, stdout, stderr}`. */
export function hookswitch(which, ...args) {
  const [file, ...first] = commands[which];
  return new Promise((resolve) => {
    execFile(file, [...first, ...args], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr }));
  });
}
