// npm start: set-up, build, then the bridge with the demo page and the built-in agent on one port.
//
//   npm start -- [--port 8080] [any option of `hookswitch serve`]
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parts } from './build.mjs';
import { root, run } from './run.mjs';

run(process.execPath, [join(root, 'tools/setup.mjs')]);
for (const build of Object.values(parts)) build();

const options = process.argv.slice(2);
if (!options.includes('--store')) {
  mkdirSync(join(root, 'build/run'), { recursive: true });
  options.push('--store', join(root, 'build/run/hookswitch.db'));
}
const bridge = spawn(join(root, 'build/native/hookswitch'), ['serve', '--page', join(root, 'web-demo/dist'), ...options], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bridge.kill(signal));
bridge.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
