// `hookswitch/doctor` and `hookswitch diagnose`: the rules that the bridge applies to its calls, applied to a record.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { diagnose, HookswitchError, loadDoctor } from '../../wasm/dist/doctor-node.js';
import { errorCatalogue } from '../../wasm/dist/entry-node.js';

/** Records and what the native core finds in them: tests/golden/replay_doctor.cpp. */
const cases = [];
for (const line of readFileSync(new URL('../golden/doctor.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')) {
  const { record, out, ...rest } = JSON.parse(line);
  if (record !== undefined) cases.push({ record });
  else if (out !== undefined) Object.assign(cases.at(-1), rest);
}
const withFindings = cases.filter(({ findings }) => findings?.length > 0);

const program = fileURLToPath(new URL('../../wasm/dist/cli/main.js', import.meta.url));
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-doctor-'));
});
after(() => rmSync(folder, { recursive: true }));

const run = (args, input = '') =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
    child.stdin.end(input);
  });

const file = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test('the package finds in every golden record what the native core finds, from the object and from its text', async () => {
  assert.ok(withFindings.length >= 10, `${withFindings.length} records`);
  const codes = new Set();
  for (const { record, findings, error, field } of cases)
    for (const given of [record, JSON.stringify(record)]) {
      if (error !== undefined) {
        await assert.rejects(diagnose(given), { name: error, detail: field });
        continue;
      }
      assert.deepEqual(await diagnose(given), findings);
      for (const { code } of findings) codes.add(code);
    }
  assert.ok(codes.size >= 10, `${codes.size} codes`);
});

test('a finding has the texts of the catalogue', async () => {
  for (const { findings } of withFindings)
    for (const { code, name, title, cause, severity } of findings) {
      const known = errorCatalogue[name];
      assert.deepEqual([code, title, cause], [known.code, known.title, known.cause]);
      assert.match(severity, /^(error|warning|note)$/);
    }
});

test('what is no record is refused with a code, and the next one is read', async () => {
  const doctor = await loadDoctor();
  for (const [given, name] of [
    ['', 'not_json'],
    ['no JSON', 'not_json'],
    ['[]', 'not_json'],
    [[], 'not_json'],
    ['{"a":1', 'not_json'],
    [`{"a":${'['.repeat(40)}`, 'too_deep'],
    [`{"a":[${'{},'.repeat(70_000)}{}]}`, 'message_too_large'],
    [`{"a":"${'x'.repeat(8 * 1024 * 1024)}"}`, 'message_too_large'],
    ['\u20ac'.repeat(3 * 1024 * 1024), 'message_too_large'],
    ['{}', 'missing_field'],
    [{ status: 404, title: 'Not found' }, 'missing_field'],
    [undefined, 'bad_value'],
    [null, 'bad_value'],
    [7, 'bad_value'],
    [{ n: 1n }, 'bad_value'],
    [{ toJSON: () => undefined }, 'not_json'],
  ])
    assert.throws(
      () => doctor.diagnose(given),
      (error) => error instanceof HookswitchError && error.name === name,
      `${String(given).slice(0, 20)}: ${name}`,
    );
  assert.deepEqual(doctor.diagnose(withFindings[0].record), withFindings[0].findings);
});

test('a file that is not the doctor is refused, and a later call may find it', async () => {
  await assert.rejects(loadDoctor(new URL('file:///nowhere.wasm')), { name: 'core_not_loaded' });
  const { Doctor } = await import('../../wasm/dist/doctor-node.js');
  await assert.rejects(Doctor.from(new Uint8Array(8)), { name: 'core_not_loaded' });
});

test('hookswitch diagnose prints findings with cause and remedy, and exits 1 for an error', async () => {
  const bad = withFindings.find(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  const path = file('bad.json', JSON.stringify(bad.record));
  const text = await run(['diagnose', path]);
  assert.equal(text.code, 1, text.stderr);
  const [{ severity, code, name, cause, remedy }] = bad.findings;
  assert.ok(text.stdout.startsWith(`${severity} ${code} ${name}: `), text.stdout);
  assert.ok(text.stdout.includes(`\n  ${cause}\n  ${remedy}\n`), text.stdout);
  const json = await run(['diagnose', path, '--json']);
  assert.deepEqual(JSON.parse(json.stdout), bad.findings);
  assert.equal(json.stdout.trimEnd().split('\n').length, 1);
  const piped = await run(['diagnose', '-', '--json'], JSON.stringify(bad.record));
  assert.equal(piped.stdout, json.stdout);
});

test('hookswitch diagnose exits 0 when there is no error, and says so when nothing was found', async () => {
  const clean = cases.find(({ findings }) => findings?.length === 0);
  const { code, stdout } = await run(['diagnose', file('clean.json', JSON.stringify(clean.record))]);
  assert.deepEqual([code, stdout], [0, 'nothing was found\n']);
});

test('hookswitch diagnose refuses what is no record and what it cannot read, with exit code 2', async () => {
  for (const [args, words] of [
    [['diagnose'], /a file is required/],
    [['diagnose', 'a', 'b'], /only one file is accepted/],
    [['diagnose', 'a', '--as', 'twilio'], /unexpected argument: --as/],
    [['diagnose', join(folder, 'none.json')], /none\.json: No such file/],
    [['diagnose', folder], /Illegal operation|directory/],
    [['diagnose', file('text.json', 'text')], /text\.json: no record of a call: .*JSON/],
    [['diagnose', file('other.json', '{}')], /other\.json: no record of a call: .*missing/i],
  ]) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /^error 4006 bad_argument: /);
    assert.match(stderr, words);
  }
});
