// The agent stand-ins under their vendors' own packages, unmodified: `openai` (wss only), `@openai/agents` with its
// Twilio transport, `@google/genai`. They are large and need Node 22, so they are no part of `npm test`: they are installed into a
// temporary folder, in the versions below.
//
//   npm run peers             builds nothing: build/native/hookswitch or HOOKSWITCH_BIN is what is tried
//   npm run peers FOLDER      keeps the packages there and uses them again
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = {
  node: '22.23.3',
  '@google/genai': '2.32.0',
  openai: '7.59.0',
  '@openai/agents': '0.20.0',
  '@openai/agents-extensions': '0.18.0',
  ws: '8.23.0',
  zod: '4.6.7',
};

const kept = process.argv[2];
const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'hookswitch-peers-'));
const run = (command, args, options = {}) => spawnSync(command, args, { stdio: 'inherit', ...options }).status ?? 1;

mkdirSync(folder, { recursive: true });
const node = join(folder, 'node_modules/node/bin/node');
let code = 0;
if (!existsSync(node)) {
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: packages }),
  );
  code = run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
}
if (code === 0) {
  const tests = fileURLToPath(new URL('../tests/peers/', import.meta.url));
  code = run(
    node,
    [
      '--test',
      join(tests, 'openai_sdk.peer.mjs'),
      join(tests, 'agents_sdk.peer.mjs'),
      join(tests, 'gemini_sdk.peer.mjs'),
    ],
    {
      env: { ...process.env, HOOKSWITCH_PEERS: folder },
    },
  );
}
if (!kept) rmSync(folder, { recursive: true });
process.exit(code);
