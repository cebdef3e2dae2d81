// What is generated from the core's list of carriers and is in the repository is up to date.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { carrierList, tableOf, typesFile, typesOf } from '../../tools/generate-dialects.mjs';

test('the table of carriers in the documents is that of the core', () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/generate-dialects.mjs', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('the types that were built are those of the core', async () => {
  assert.equal(readFileSync(typesFile, 'utf8'), typesOf(await carrierList()));
});

test('a carrier more is a row more', async () => {
  const list = await carrierList();
  const rows = (table) => table.trimEnd().split('\n').length;
  assert.equal(rows(tableOf([...list, { ...list[0], name: 'another' }])), rows(tableOf(list)) + 1);
});
