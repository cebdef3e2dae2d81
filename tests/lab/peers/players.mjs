// The two carriers of the lab under one interface: `players[peer](url, steps, told)`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { play } from './player.mjs';

const script = fileURLToPath(new URL('player.py', import.meta.url));

/** Python's player; `through`: the words of a command that runs it elsewhere. */
export function playInPython(url, steps, told, through = []) {
  const [command, ...words] = [...through, '/usr/bin/python3', script];
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface(child.stdout).on('line', (line) => told(JSON.parse(line)));
  child.stdin.end(JSON.stringify({ url, steps }));
  return { over: new Promise((resolve) => child.on('close', resolve)), kill: () => child.kill('SIGKILL') };
}

export const players = {
  ws: (url, steps, told) => ({ over: play(url, steps, told), kill() {} }),
  websockets: (url, steps, told) => playInPython(url, steps, told),
};
