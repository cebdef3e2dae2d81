// `hookswitch emulate agent` for tests: its own port, what it logs and what it reports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { program } from './bridge.mjs';
import { until } from './until.mjs';

/** Starts one with these further options. */
export async function startAgent(...options) {
  const child = spawn(program, ['emulate', 'agent', '--port', '0', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text));
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const over = once(child, 'close').then(([code, signal]) => code ?? signal);
  const find = (pattern) => lines.map((line) => pattern.exec(line)?.[1]).find(Boolean);
  const url = await until('the agent listens', () => {
    if (child.exitCode !== null) throw new Error(`the agent ended with ${child.exitCode}: ${log}`);
    return find(/listens on (wss?:\S+)/);
  });
  const reports = () => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  return {
    url,
    certificate: () => until('the certificate is named', () => find(/NODE_EXTRA_CA_CERTS\): (\S+)/)),
    health: async () => (await fetch(url.replace('ws', 'http').replace('/v1/realtime', '/healthz'))).json(),
    reports,
    /** The report of the n-th session to end, counted from 0. */
    report: (n = 0) => until(`report ${n} is there`, () => reports()[n]),
    /** Its log so far, one object per line. */
    log: () =>
      log
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    over,
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      return over;
    },
  };
}
