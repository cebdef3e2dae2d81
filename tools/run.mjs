// Small helpers of the build scripts: run a program with its output shown, report steps, keep stamps.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Says what happens next, with the seconds since the start of the script. */
const started = Date.now();
export function step(text) {
  const seconds = ((Date.now() - started) / 1000).toFixed(0).padStart(4);
  console.log(`\x1b[1m[${seconds} s] ${text}\x1b[0m`);
}

/** Ends the script with a message and a non-zero code. */
export function stop(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/** Runs a program in the project's folder, shows what it prints, and returns its exit code. */
export function tryRun(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, ...options.env },
  });
  if (result.error) stop(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** Like tryRun, but a failure ends the script. */
export function run(command, args, options = {}) {
  const code = tryRun(command, args, options);
  if (code !== 0) stop(`failed (exit ${code}): ${[command, ...args].join(' ')}`, code);
}

/** What a program prints, or undefined when it fails or does not exist. */
export function output(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  return result.status === 0 ? result.stdout : undefined;
}

/** Every file below the given files and folders, relative to the project, sorted. */
export function filesBelow(paths) {
  const found = [];
  const visit = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (!statSync(full).isDirectory()) found.push(path);
    else
      for (const name of readdirSync(full))
        if (!['node_modules', 'dist', 'build'].includes(name)) visit(join(path, name));
  };
  paths.forEach(visit);
  return found.sort();
}

/** The files of one folder whose names match, with their full paths, sorted. */
export function filesIn(folder, pattern) {
  const full = join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full)
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => join(full, name));
}

/** Runs `build` unless neither inputs nor outputs changed since it last succeeded. */
export function unlessFresh(name, inputs, outputs, build) {
  const fingerprint = () => {
    const hash = createHash('sha256').update(process.version);
    for (const path of filesBelow(inputs))
      hash
        .update(path)
        .update('\0')
        .update(readFileSync(join(root, path)));
    return hash.digest('hex');
  };
  const stamp = join(root, 'build/stamps', name);
  const now = fingerprint();
  const fresh =
    existsSync(stamp) && readFileSync(stamp, 'utf8') === now && outputs.every((path) => existsSync(join(root, path)));
  if (fresh) return false;
  build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}
