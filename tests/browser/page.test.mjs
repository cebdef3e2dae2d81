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
import { shortCall } from '../kit/carrier.mjs';
import { assertHeard, fromFloats } from '../kit/likeness.mjs';
import { startBrowser } from '../kit/page.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const screenshots = here('../../build/screenshots');

/** The built page, with the recorder of the tests. */
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
  page.waitForFunction(
    (name) => [...document.querySelectorAll('#timeline b')].some((b) => b.textContent === name),
    event,
    { timeout: 30_000 },
  );

async function callAndHear(label, source) {
  await page.selectOption('#dialect', { label });
  await page.check(`input[name=source][value=${source}]`, { force: true });
  await page.click('#call');
  await page.waitForFunction(
    () => globalThis.hookswitchPhone?.call.state === 'talking' || globalThis.hookswitchPhone?.call.state === 'open',
  );
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
    assert.equal(await page.textContent('#record-cause'), 'You hung up');
    assert.deepEqual(problems, []);
  });

test('the microphone is heard and said back', async () => {
  await open();
  await callAndHear('Twilio Media Streams', 'microphone');
  await page.waitForFunction(() => document.querySelector('#level-in').textContent !== 'silent');
  await page.click('#hang-up');
  await page.waitForSelector('#record-cause', { timeout: 15_000 });
  assert.deepEqual(await page.$$eval('#level-out, #level-in', (levels) => levels.map((level) => level.textContent)), [
    'silent',
    'silent',
  ]);
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

test('a record has a link to its conformance report', async () => {
  const id = await shortCall(bridge);
  await open();
  await page.evaluate((id) => (location.hash = id), id);
  await page.waitForSelector('#record-cause');
  const report = await fetch(new URL(await page.getAttribute('#conformance', 'href'), bridge.url));
  assert.equal(report.status, 200);
  assert.match(await report.text(), new RegExp(id));
  assert.deepEqual(problems, []);
});

test('a record that is not there is told as such, by its link or by its row', async () => {
  const missing = '01a1fbef-0000-7000-8000-000000000000';
  const id = await shortCall(bridge);
  await open();
  await page.evaluate((id) => (location.hash = id), missing);
  await page.waitForSelector('#outcome-body [role=alert]');
  assert.match(await page.textContent('#outcome-body'), /5006 /);
  assert.ok(await page.isHidden('#conformance'));
  await page.reload();
  await page.waitForSelector('#outcome-body [role=alert]');
  await page.route(`**/v1/calls/${id}`, (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.click(`#recent tr:has-text("${id}")`);
  await page.waitForFunction(() => /HTTP 404/.test(document.querySelector('#outcome-body').textContent));
  assert.deepEqual(
    problems.filter((text) => !/404/.test(text)),
    [],
  );
});

const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const width of [320, 390])
  test(`the page fits a telephone of ${width} pixels, before and after a call`, async () => {
    await open({ width, height: 844 });
    await page.screenshot({ path: `${screenshots}/narrow-${width}.png`, fullPage: true });
    assert.equal(await overflow(), 0);
    await page.selectOption('#dialect', { label: 'Twilio Media Streams' });
    await page.click('#call');
    await timelineHas('started');
    await page.click('#hang-up');
    await page.waitForSelector('#record-cause', { timeout: 15_000 });
    await page.screenshot({ path: `${screenshots}/narrow-record-${width}.png`, fullPage: true });
    assert.equal(await overflow(), 0);
  });
