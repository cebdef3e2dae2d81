// The two programs that place calls, run as a user runs them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { program } from './bridge.mjs';

const packaged = fileURLToPath(new URL('../../wasm/dist/cli/main.js', import.meta.url));

const commands = {
  native: [program],
  npm: [process.execPath, packaged],
};
export const programs = Object.keys(commands);

/**
 * Starts one. `over`: `{code, stdout, stderr}` at its end, where `code` is the signal's name if one ended
 * it; `told(pattern)`: when standard error has that.
 */
export function start(which, ...args) {
  const [file, ...first] = commands[which];
  const child = spawn(file, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
  const text = { stdout: '', stderr: '' };
  for (const name of Object.keys(text)) child[name].setEncoding('utf8').on('data', (part) => (text[name] += part));
  const over = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, ...text }));
  return {
    over,
    signal: (name) => child.kill(name),
    told: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => pattern.test(text.stderr) && resolve();
        child.stderr.on('data', look);
        void over.then(() => reject(new Error(`ended without ${pattern}: ${text.stderr}`)), reject);
        look();
      }),
  };
}

/** Runs one to its end: `{code, stdout, stderr}`. */
export const hookswitch = (which, ...args) => start(which, ...args).over;
