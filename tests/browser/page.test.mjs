// The demo page as its user sees it: the real bridge, the built-in parrot, human speech, a fake microphone.
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { startBridge } from '../kit/bridge.mjs';
import { assertHeard, fromFloats } from '../kit/likeness.mjs';
import { startBrowser } from '../kit/page.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const screenshots = here('../../build/screenshots');

/** The page as it is built, with the tests' recorder beside it. */
let folder;
let bridge;
let browser;
let page;
let problems;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-page-'));
  cpSync(here('../../web-demo/dist'), folder, { recursive: true });
  copyFileSync(here('recorder.js'), join(folder, 'test-recorder.js'));
  bridge = await startBridge({ page: folder });
  browser = await startBrowser({ microphone: `${speechFile}%noloop` });
});
after(async () => {
  await browser?.close();
  await bridge?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await page?.close();
});

async function open(size = { width: 1360, height: 1180 }) {
  page = await browser.newPage({ viewport: size });
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  await page.goto(bridge.url);
  await page.waitForSelector('#bridge-health[data-state="ok"]');
}

/** Starts to record what the page plays, from the moment the call is placed. */
const record = () =>
  page.evaluate(async () => {
    const phone = globalThis.hookswitchPhone;
    await phone.audioContext.audioWorklet.addModule('/test-recorder.js');
    const recorder = new AudioWorkletNode(phone.audioContext, 'recorder');
    phone.output.connect(recorder);
    globalThis.heardSoFar = () =>
      new Promise((resolve) => {
        recorder.port.onmessage = ({ data }) => resolve(data);
        recorder.port.postMessage('all');
      });
  });

const timelineHas = (event) =>
  page.waitForFunction((name) => [...document.querySelectorAll('#timeline b')].some((b) => b.textContent === name), event, { timeout: 30_000 });

async function callAndHear(label, source) {
  await page.selectOption('#dialect', { label });
  await page.check(`input[name=source][value=${source}]`, { force: true });
  await page.click('#call');
  await page.waitForFunction(() => globalThis.hookswitchPhone?.call.state === 'talking' || globalThis.hookswitchPhone?.call.state === 'open');
  await record();
  await timelineHas('hearing');
}

/** What the page offers for download, and plays as well. */
async function downloaded() {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#heard a')]);
  assert.match(download.suggestedFilename(), /^heard-.+\.wav$/);
  const audio = await decodeWav(await readFile(await download.path()));
  assert.equal(audio.rateHz, 48_000);
  const played = await page.$eval('#heard audio', async (player) => {
    player.muted = true;
    await player.play();
    await new Promise((resolve) => player.addEventListener('timeupdate', () => player.currentTime > 0 && resolve()));
    player.pause();
    return player.duration;
  });
  assert.ok(Math.abs(played - audio.samples.length / 48_000) < 0.1, `${played} s`);
  return audio;
}

for (const label of ['Twilio Media Streams', 'Vonage, 24 kHz', 'Ozonetel / KooKoo (ucid)'])
  test(`the sample comes back through ${label}, and the record is shown`, async () => {
    await open();
    await callAndHear(label, 'sample');
    await timelineHas('quiet');
    await page.screenshot({ path: `${screenshots}/live-${label.replace(/\W+/g, '-')}.png`, fullPage: true });
    const heard = await page.evaluate(() => globalThis.heardSoFar());
    await page.click('#hang-up');
    await page.waitForSelector('#record-cause', { timeout: 15_000 });
    await page.screenshot({ path: `${screenshots}/record-${label.replace(/\W+/g, '-')}.png`, fullPage: true });

    assertHeard(await decodeWav(speech), fromFloats(heard, 48_000));
    assertHeard(await decodeWav(speech), await downloaded());
    const turns = await page.$$eval('#transcript li', (items) => items.map((li) => li.dataset.speaker));
    assert.deepEqual(turns, ['caller', 'agent']);
    assert.match(await page.textContent('#record-cause'), /^carrier (stop|closed)$/);
    assert.deepEqual(problems, []);
  });

test('the microphone is heard and said back', async () => {
  await open();
  await callAndHear('Twilio Media Streams', 'microphone');
  await page.waitForFunction(() => document.querySelector('#level-in').textContent !== 'silent');
  await page.click('#hang-up');
  await page.waitForSelector('#record-cause', { timeout: 15_000 });
  assert.deepEqual(await page.$$eval('#level-out, #level-in', (levels) => levels.map((level) => level.textContent)), ['silent', 'silent']);
  assert.deepEqual(problems, []);
});

test('a call that cannot be placed says why and what to do', async () => {
  await open();
  await page.fill('#url', `${bridge.url.replace('http', 'ws')}media/nosuchcarrier`);
  await page.click('#call');
  await page.waitForSelector('#state[data-state="failed"]');
  const text = await page.textContent('#timeline');
  assert.match(text, /2015 host refused|2014 host unreachable/);
  assert.ok(await page.isHidden('#heard'));
  await page.waitForFunction(() => !document.querySelector('#call').disabled);
});

test('an address that is no media URL is refused before anything is dialled', async () => {
  await open();
  await page.fill('#url', 'http://127.0.0.1/');
  await page.click('#call');
  assert.match(await page.textContent('#url-problem'), /ws:\/\/ or wss:\/\//);
  assert.deepEqual(problems, []);
});

test('the page fits a telephone', async () => {
  await open({ width: 390, height: 844 });
  await page.screenshot({ path: `${screenshots}/narrow.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
});
