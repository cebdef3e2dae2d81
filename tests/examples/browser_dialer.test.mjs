// examples/browser-dialer: bundled as its first lines say, served by a bridge, used in Chromium with a microphone.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { startBridge } from '../kit/bridge.mjs';
import { startBrowser } from '../kit/page.mjs';
import { speechFile } from '../kit/speech.mjs';

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

async function opened(t) {
  const site = mkdtempSync(join(tmpdir(), 'hookswitch-'));
  t.after(() => rmSync(site, { recursive: true }));
  buildSync({
    entryPoints: [path('examples/browser-dialer/dialer.js')],
    bundle: true,
    format: 'esm',
    outfile: join(site, 'dialer.js'),
    logLevel: 'silent',
  });
  copyFileSync(path('examples/browser-dialer/index.html'), join(site, 'index.html'));
  for (const name of ['hookswitch.wasm', 'worklet.js', 'socket-worker.js'])
    copyFileSync(path(`wasm/dist/${name}`), join(site, name));

  const bridge = await startBridge({ page: site });
  t.after(() => bridge.close());
  const browser = await startBrowser({ microphone: `${speechFile}%noloop` });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(bridge.url);
  return { page, bridge };
}

const shows = (page, text) =>
  page.waitForFunction((wanted) => document.querySelector('#events').textContent.includes(wanted), text);

test('a call is placed with the microphone, answered, and hung up', async (t) => {
  const { page, bridge } = await opened(t);
  await page.click('[name=call]');
  await shows(page, 'started');
  await shows(page, 'quiet'); // the agent has answered what came from the microphone
  await page.click('[name=hangUp]');
  await shows(page, 'completed: ');
  assert.match(await page.textContent('#events'), /completed: \d{3,} ms of speech heard/);
  const { calls } = await bridge.get('v1/calls');
  assert.deepEqual(
    calls.map(({ carrier, cause }) => [carrier.dialect, cause]),
    [['twilio', 'carrier_stop']],
  );
});

test('a call that fails shows why, and another one can be placed', async (t) => {
  const { page } = await opened(t);
  await page.fill('[name=url]', 'ws://127.0.0.1:9/media/twilio');
  await page.click('[name=call]');
  await shows(page, 'failed: ');
  await page.waitForFunction(() => !document.querySelector('[name=call]').disabled);
});
