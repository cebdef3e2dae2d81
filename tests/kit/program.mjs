// A Node program as its user starts it: its output as it comes, and its exit code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './until.mjs';

/** Starts `node ARGS` with these further environment variables. */
export function startProgram(args, environment = {}) {
  // Without NODE_TEST_CONTEXT: a program that is a test itself would report to ours.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined, ...environment };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const over = once(child, 'close').then(([code, signal]) => ({ code, signal, out, errors }));
  return {
    /** `{code, signal, out, errors}` once it has ended. */
    over,
    /** Resolves when the output so far matches. */
    printed: (pattern) =>
      until(`${pattern} is printed, not ${JSON.stringify({ out, errors })}`, () => pattern.exec(out)),
    kill(signal = 'SIGTERM') {
      child.kill(signal);
      return over;
    },
  };
}
