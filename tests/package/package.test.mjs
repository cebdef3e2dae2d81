// The packed tarball, installed outside the project: what a stranger gets.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { startBridge } from '../kit/bridge.mjs';
import { startHost } from '../kit/host.mjs';
import { speech } from '../kit/speech.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder;
let packed;
let installed;

const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-package-'));
  [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  // The project's own copy of the one dependency: the test needs no network.
  npm(['install', '--no-audit', '--no-fund', '--prefer-offline', '--install-links', join(root, 'node_modules/ws'), join(folder, packed.filename)], folder);
  installed = join(folder, 'node_modules/hookswitch');
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the consumer's folder. */
async function run(command, args) {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (part) => (out += part));
  child.stderr.pipe(process.stderr);
  const [code] = await once(child, 'close');
  return { code, out };
}

test('the tarball holds the built package and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const strangers = paths.filter((path) => !/^wasm\/dist\/[\w./-]+\.(js|d\.ts|wasm)$/.test(path) && !['package.json', 'README.md', 'LICENSE'].includes(path));
  assert.deepEqual(strangers, []);
  for (const path of ['wasm/dist/hookswitch.wasm', 'wasm/dist/hookswitch-opus.wasm', 'wasm/dist/worklet.js', 'wasm/dist/socket-worker.js', 'wasm/dist/cli/main.js', 'LICENSE']) assert.ok(paths.includes(path), path);
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  assert.equal(manifest.sideEffects, false);
  assert.deepEqual(Object.keys(manifest.dependencies), ['ws']);
});

test('the program can be run as it is built, which npx does in the clone', () => {
  assert.equal(statSync(join(root, 'wasm/dist/cli/main.js')).mode & 0o111, 0o111);
});

test('no file names the machine it was built on', () => {
  const suspicious = new RegExp(`${root.replace(/\/$/, '')}/|${process.env.HOME}/`);
  for (const path of readdirSync(join(installed, 'wasm/dist'), { recursive: true }))
    if (/\.(js|ts|wasm)$/.test(path)) assert.doesNotMatch(readFileSync(join(installed, 'wasm/dist', path), 'latin1'), suspicious, path);
});

test('the installed package places a call in Node', async () => {
  const host = await startHost('twilio');
  try {
    writeFileSync(join(folder, 'call.js'), `
      import { Phone } from 'hookswitch';
      const phone = new Phone();
      await phone.dial(process.argv[2], { as: 'twilio' });
      await phone.say({ rateHz: 16000, samples: new Int16Array(16000).fill(3000) });
      const report = await phone.hangUp();
      console.log(report.outcome, report.media.received.frames > 40);
    `);
    const { code, out } = await run(process.execPath, ['call.js', host.url]);
    assert.equal(out.trim(), 'completed true');
    assert.equal(code, 0);
  } finally {
    await host.close();
  }
});

/** Runs the example of docs/sdk.md against a bridge of this configuration. */
async function runExample(config) {
  const example = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'docs/sdk.md'), 'utf8'))[1];
  const bridge = await startBridge({ config });
  try {
    writeFileSync(join(folder, 'example.js'), example.replace('ws://127.0.0.1:8080/', bridge.url.replace('http', 'ws')));
    writeFileSync(join(folder, 'speech.wav'), speech);
    return await run(process.execPath, ['example.js']);
  } finally {
    await bridge.close();
  }
}

test('the example of docs/sdk.md does what it says', async () => {
  const { code, out } = await runExample();
  assert.match(out, /^completed hung_up \d{4} ms of speech heard\nanswered after \d{3,4} ms\n$/);
  assert.equal(code, 0);
  assert.ok(readFileSync(join(folder, 'heard.wav')).length > speech.length);
});

test('the example of docs/sdk.md ends although the agent says goodbye and hangs up', async () => {
  const { code, out } = await runExample({ agent: { model: 'farewell', tools: [{ name: 'end_call' }] } });
  assert.match(out, /^completed host_closed \d{3,4} ms of speech heard\n/);
  assert.equal(code, 0);
});

test('the installed package encodes and decodes Opus', async () => {
  writeFileSync(join(folder, 'opus.js'), `
    import { loadOpus } from 'hookswitch/opus';
    const opus = await loadOpus();
    const packet = opus.encoder({ rateHz: 16000, fec: true, lossPercent: 10 }).encode(new Int16Array(320));
    console.log(opus.inspect(packet).durationMs, opus.decoder(16000).decode(packet).length);
  `);
  const { code, out } = await run(process.execPath, ['opus.js']);
  assert.equal(out.trim(), '20 320');
  assert.equal(code, 0);
});

test('npx hookswitch is the command line of the installed package', async () => {
  const { code, out } = await run('npx', ['--no-install', 'hookswitch', '--version']);
  assert.equal(code, 0, out);
  assert.equal(out.trim(), `hookswitch ${packed.version}`);
});

test('a strict consumer compiles against the installed types, library checks included', async () => {
  writeFileSync(join(folder, 'consumer.ts'), `
    import { Phone, type PhoneReport } from 'hookswitch';
    import { loadOpus } from 'hookswitch/opus';
    export const packet: Promise<Uint8Array> = loadOpus().then((opus) => opus.encoder({ rateHz: 16000, dtx: true }).encode(new Int16Array(320)));
    // @ts-expect-error Opus has no such rate
    void loadOpus().then((opus) => opus.decoder(44100));
    export async function call(url: string): Promise<PhoneReport> {
      const phone = new Phone({ microphone: true });
      phone.on('warning', ({ code, name }: { code: number; name: string }) => [code, name]);
      await phone.dial(url, { as: 'vonage', rate: 16000 });
      return phone.hangUp();
    }`);
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'esnext', '--moduleResolution', 'bundler'];
  const { code, out } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, 'consumer.ts']);
  assert.equal(code, 0, out);
});

test('what a page downloads before its first call stays within the budget', () => {
  const { outputFiles } = buildSync({ stdin: { contents: "import { Phone } from './wasm/dist/entry-browser.js'; globalThis.Phone = Phone;", resolveDir: installed }, bundle: true, minify: true, format: 'esm', write: false });
  const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
  const parts = {
    'the page’s module': gzipped(outputFiles[0].contents),
    ...Object.fromEntries(['worklet.js', 'socket-worker.js', 'hookswitch.wasm'].map((name) => [name, gzipped(readFileSync(join(installed, 'wasm/dist', name)))])),
  };
  const sum = Object.values(parts).reduce((a, b) => a + b);
  console.log(`gzip: ${Object.entries(parts).map(([name, size]) => `${name} ${size}`).join(', ')}, in all ${sum} bytes`);
  assert.ok(sum <= budget, `${sum} bytes`);
});

/** Bytes, gzip. What it is now plus a little; the goal is 60 kB. */
const budget = 135_000;

test('Opus costs those who use it no more than its budget, and the others nothing', () => {
  const wasm = gzipSync(readFileSync(join(installed, 'wasm/dist/hookswitch-opus.wasm')), { level: 9 }).length;
  const { outputFiles } = buildSync({ stdin: { contents: "import { loadOpus } from './wasm/dist/opus-browser.js'; globalThis.loadOpus = loadOpus;", resolveDir: installed }, bundle: true, minify: true, format: 'esm', write: false });
  const script = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  console.log(`gzip: hookswitch-opus.wasm ${wasm}, its module ${script} bytes`);
  assert.ok(wasm <= opusBudget.wasm && script <= opusBudget.script, `${wasm}, ${script} bytes`);
  for (const name of ['entry-browser.js', 'worklet.js']) assert.doesNotMatch(readFileSync(join(installed, 'wasm/dist', name), 'utf8'), /opus-module|hookswitch-opus/);
});

/** Bytes, gzip. Smaller than the libopus of the peers in `npm run bench -- opus`. */
const opusBudget = { wasm: 155_500, script: 13_000 };
