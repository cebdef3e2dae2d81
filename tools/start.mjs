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
// `npm start --port 8090`, without `--`: npm keeps the name to itself and passes on the bare number, if that.
const { npm_config_port: port } = process.env;
if (port) options.unshift('--port', port === 'true' ? (options.shift() ?? '') : port);

const given = (name) => options.some((option) => option === name || option.startsWith(`${name}=`));
// The program finds the page in the build. A configuration may name the store; an option would override it.
if (!given('--store') && !given('--config')) {
  mkdirSync(join(root, 'build/run'), { recursive: true });
  options.push('--store', join(root, 'build/run/hookswitch.db'));
}
const bridge = spawn(join(root, 'build/native/hookswitch'), ['serve', ...options], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bridge.kill(signal));
bridge.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
