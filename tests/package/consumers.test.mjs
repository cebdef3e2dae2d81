// The installed package under the compilers, module systems and test runners of its users.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { transformSync } from 'esbuild';
import { publint } from 'publint';
import ts from 'typescript';
import { startHost } from '../kit/host.mjs';
import { install } from '../kit/installed.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);
let project;

before(() => {
  project = install('commonjs'); // what a package.json without `type` is
});
after(() => project.remove());

async function withHost(act) {
  const host = await startHost('twilio');
  try {
    return await act(host);
  } finally {
    await host.close();
  }
}

// ---- compilers -------------------------------------------------------------------------------

const parsed = new Map();

/** What a strict compiler says of the project's file and of the package's types. `types`: of @types, from the project's own. */
function compile(name, text, options) {
  project.write(name, text);
  const { options: strict, errors } = ts.convertCompilerOptionsFromJson(
    {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      target: 'es2022',
      lib: ['es2022'],
      typeRoots: [bin('@types')],
      types: [],
      ...options,
    },
    project.folder,
  );
  assert.deepEqual(errors, []);
  const host = ts.createCompilerHost(strict);
  const { getSourceFile } = host;
  // The libraries are many and the same for all: they are read once.
  host.getSourceFile = (path, version, ...more) => {
    const key = `${path} ${JSON.stringify(version)}`;
    if (!parsed.has(key)) parsed.set(key, getSourceFile(path, version, ...more));
    return parsed.get(key);
  };
  const program = ts.createProgram([join(project.folder, name)], strict, host);
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(project.folder));
  assert.ok(ours.length > 10, `${ours.length} files`);
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  assert.equal(
    ts.formatDiagnostics(found, {
      getCanonicalFileName: String,
      getCurrentDirectory: () => project.folder,
      getNewLine: () => '\n',
    }),
    '',
  );
}

const inNode = `
  import { Phone, decodeWav, encodeWav, HookswitchError, type Audio, type PhoneOptions, type PhoneReport, type Sound } from 'hookswitch';
  import { loadOpus } from 'hookswitch/opus';
  import { diagnose, type CallFinding } from 'hookswitch/doctor';
  export const worst: Promise<CallFinding | undefined> = diagnose({ id: 'x' }).then((found) => found.find(({ severity }) => severity === 'error'));
  // @ts-expect-error neither a record nor its text
  void diagnose(7);
  const options: PhoneOptions = { heardSeconds: 60, verifyCertificate: false };
  export async function call(url: string, speech: Uint8Array): Promise<PhoneReport> {
    const phone: Phone = new Phone(options);
    phone.on('warning', ({ code, name }: { code: number; name: string }) => [code, name]);
    await phone.dial(url, { as: 'vonage', rate: 16000, maxSeconds: 30 });
    const sound: Sound = speech;
    await phone.say(sound);
    const heard: Audio = phone.heard();
    const file: Uint8Array = await encodeWav(heard);
    const again: Int16Array = (await decodeWav(file)).samples;
    await phone[Symbol.asyncDispose]();
    if (again.length === 0) throw new HookswitchError('misuse');
    return phone.report ?? phone.hangUp();
  }
  export const packet: Promise<Uint8Array> = loadOpus().then((opus) => opus.encoder({ rateHz: 16000, dtx: true }).encode(new Int16Array(320)));
  // @ts-expect-error Opus has no such rate
  void loadOpus().then((opus) => opus.decoder(44100));
  // @ts-expect-error no such option
  void new Phone().dial('ws://h/', { as: 'twilio', maxSecond: 5 });
`;
const disposed = `
  import { Phone } from 'hookswitch';
  export async function call(url: string): Promise<void> {
    await using phone = new Phone();
    await phone.dial(url, { as: 'twilio' });
  }
`;
const inAPage = `
  import { Phone, type PhoneReport } from 'hookswitch';
  export async function call(url: string): Promise<PhoneReport> {
    const phone = new Phone({ microphone: true, speaker: false });
    phone.output.connect(phone.input);
    await phone.dial(url, { as: 'twilio' });
    return phone.hangUp();
  }
  // @ts-expect-error only Node keeps what was heard
  new Phone().heard();
  // @ts-expect-error only Node has it
  new Phone({ heardSeconds: 5 });
`;
const onlyNodes = `
  import { Phone } from 'hookswitch';
  // @ts-expect-error there is no microphone in Node
  new Phone({ microphone: true });
  // @ts-expect-error nor a context
  new Phone().audioContext;
`;
const node = { types: ['node'] };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

test('moduleResolution bundler, a page', () => compile('page.ts', inAPage, { ...bundler, lib: ['es2022', 'dom'] }));

test('moduleResolution bundler, Node without the DOM', () => compile('bundled.ts', inNode, { ...bundler, ...node }));

test("moduleResolution bundler, Node's tests beside a page", () =>
  compile('both.ts', inNode, { ...bundler, ...node, lib: ['es2022', 'dom'] }));

for (const module of ['node16', 'nodenext']) {
  test(`moduleResolution ${module}, an ES module`, () =>
    compile('esm.mts', inNode + onlyNodes.replace(/.*import.*/, ''), { module, moduleResolution: module, ...node }));

  test(`moduleResolution ${module}, a CommonJS module`, () =>
    compile('cjs.cts', inNode + onlyNodes.replace(/.*import.*/, ''), { module, moduleResolution: module, ...node }));
}

test('module commonjs with the resolution of old', () =>
  compile('old.ts', inNode, { module: 'commonjs', moduleResolution: 'node10', ...node }));

test('await using, with the standard library’s types and with Node’s', () => {
  compile('using-page.ts', disposed, { ...bundler, lib: ['es2022', 'dom', 'esnext.disposable'] });
  compile('using-node.mts', disposed, { module: 'node16', moduleResolution: 'node16', ...node });
});

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: project.home, pack: false, strict: true });
  assert.deepEqual(messages, []);
});

test('the types are those of the code, for every kind of resolution', async () => {
  const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(project.tarball)));
  const { problems } = await checkPackage(tarball, { excludeEntrypoints: [/\.(wasm|js)$/] });
  assert.deepEqual(problems, []);
});

// ---- module systems --------------------------------------------------------------------------

/** A call from `url` in the environment, with what CommonJS has of the package. */
const placed = `
  const { Phone, HookswitchError } = require('hookswitch');
  async function place() {
    const phone = new Phone();
    await phone.dial(process.env.HOST, { as: 'twilio' });
    await phone.say({ rateHz: 16000, samples: new Int16Array(16000).fill(3000) });
    const report = await phone.hangUp();
    await phone.close();
    return report.outcome + ' ' + (report.media.received.frames > 40);
  }
`;

// From 20.19 on Node can require() ES modules; older ones cannot, and the flag makes this one like them.
for (const flags of [[], ['--no-experimental-require-module']])
  test(`require() ${flags}`, () =>
    withHost(async (host) => {
      project.write(
        'call.cjs',
        `${placed}
        const { loadOpus, HookswitchError: OpusError } = require('hookswitch/opus');
        loadOpus()
          .then((opus) => console.log(opus.encoder({ rateHz: 16000 }).encode(new Int16Array(320)).length > 0, OpusError === HookswitchError))
          .then(place).then(console.log);`,
      );
      const { code, out, errors } = await project.run(process.execPath, [...flags, 'call.cjs'], { HOST: host.url });
      assert.equal(out.trim(), 'true true\ncompleted true', errors);
      assert.equal(code, 0);
    }));

// ---- test runners ----------------------------------------------------------------------------

test('Jest as it is, which is CommonJS', () =>
  withHost(async (host) => {
    project.write(
      'jest.test.js',
      `${placed}
      test('a call', async () => expect(await place()).toBe('completed true'));
      test('an error', () => expect(() => new Phone({ nonsense: 1 })).toThrow(HookswitchError));`,
    );
    const { code, errors } = await project.run(
      process.execPath,
      [bin('jest/bin/jest.js'), '--rootDir', project.folder, '--watchman=false', '--testMatch', '**/jest.test.js'],
      { HOST: host.url },
    );
    assert.equal(code, 0, errors);
    assert.doesNotMatch(errors, /did not exit/);
  }));

test('Vitest', () =>
  withHost(async (host) => {
    const call = placed.replace('const {', 'import {').replace("= require('hookswitch')", "from 'hookswitch'");
    project.write(
      'vitest.test.mjs',
      `${call}
      test('a call', async () => expect(await place()).toBe('completed true'));`,
    );
    const { code, out, errors } = await project.run(
      process.execPath,
      [bin('vitest/vitest.mjs'), 'run', '--globals', '--root', project.folder, 'vitest.test.mjs'],
      { HOST: host.url },
    );
    assert.equal(code, 0, out + errors);
  }));

test('await using as compilers write it for older engines', () =>
  withHost(async (host) => {
    const { code: compiled } = transformSync(
      `
      import { Phone } from 'hookswitch';
      let phoneOfTheBlock;
      try {
        await using phone = new Phone();
        phoneOfTheBlock = phone;
        await phone.dial(process.env.HOST, { as: 'twilio' });
        throw new Error('a failed assertion');
      } catch (error) {
        console.log(error.message, phoneOfTheBlock.report.outcome);
      }`,
      { target: 'node20', format: 'esm' },
    );
    project.write('using.mjs', compiled);
    const { code, out, errors } = await project.run(process.execPath, ['using.mjs'], { HOST: host.url });
    assert.equal(out.trim(), 'a failed assertion aborted', errors);
    assert.equal(code, 0);
  }));
