// A real bridge process for tests: its own port, its own store, gone afterwards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const program =
  process.env.HOOKSWITCH_BIN ?? fileURLToPath(new URL('../../build/native/hookswitch', import.meta.url));

/**
 * Starts `hookswitch serve`. `store`: an existing database; by default a new one that is removed at the end. `config`: an object as in
 * docs/configuration.md. `limits`: of a shell, such as "ulimit -n 256". `drain`: seconds that calls may continue after SIGTERM.
 * `binary`: another build of the program.
 */
export async function startBridge({
  page,
  store,
  config,
  environment,
  options = [],
  limits = ':',
  drain = 0,
  binary = program,
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-'));
  const database = store ?? join(folder, 'calls.db');
  const command = [
    binary,
    'serve',
    '--port',
    '0',
    '--store',
    database,
    '--drain',
    String(drain),
    ...(page ? ['--page', page] : []),
    ...options,
  ];
  if (config) {
    const file = join(folder, 'bridge.json');
    writeFileSync(file, JSON.stringify(config));
    command.push('--config', file);
  }
  const child = spawn('/bin/sh', ['-c', `${limits}; exec "$0" "$@"`, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const url = await new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = /listens on (http:\S+)/.exec(line);
      if (found) resolve(`${found[1].replace(/\/$/, '')}/`);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the bridge ended with ${code}: ${errors}`)));
  });
  return {
    url,
    store: database,
    pid: child.pid,
    errors: () => errors,
    /** Its log so far, one object per line. */
    log: () =>
      errors
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    get: async (path) => (await fetch(new URL(path, url))).json(),
    /** `{status, body}` of a POST with a JSON body. */
    post: async (path, body) => {
      const answer = await fetch(new URL(path, url), { method: 'POST', body: body && JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    },
    signal: (name) => child.kill(name),
    /** The exit code, once it has ended. */
    over: once(child, 'close').then(([code]) => code),
    /** Ends the process with a signal and waits until it is gone. */
    async kill(signal = 'SIGKILL') {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'close'); // its output has been read, too
        child.kill(signal);
        await gone;
      }
      return child.exitCode;
    },
    async close() {
      await this.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
