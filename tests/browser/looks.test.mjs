// What the page looks like: contrast, words and the chart's labels, at several widths and in both modes.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { callOver, placeCall, startDemo, timelineHas } from '../kit/demo.mjs';
import { brokenWords, overflow, poorContrast } from '../kit/looks.js';

const screenshots = fileURLToPath(new URL('../../build/screenshots', import.meta.url));
let demo;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  demo = await startDemo();
});
after(() => demo?.close());
afterEach(() => demo.closePages());

for (const colorScheme of ['light', 'dark'])
  for (const width of [360, 1024, 1440])
    test(`${colorScheme} at ${width} pixels: every text and control can be made out, in every state of a call`, async () => {
      const page = await demo.open({ width, colorScheme });
      const look = async (state) => {
        await page.screenshot({ path: `${screenshots}/${colorScheme}-${width}-${state}.png`, fullPage: true });
        assert.deepEqual(await page.evaluate(poorContrast), [], state);
        assert.deepEqual(await page.evaluate(brokenWords), [], state);
        assert.equal(await page.evaluate(overflow), 0, state);
      };
      await look('idle');
      await page.click('summary');
      await page.fill('#parameters', 'coupon');
      await page.click('#call');
      await look('problem');
      await page.fill('#parameters', '');
      await placeCall(page, { source: 'sample', until: 'hearing' });
      await look('live');
      await timelineHas(page, 'quiet');
      await page.click('#hang-up');
      await callOver(page);
      for (const [i, tab] of (await page.$$('#outcome-tabs button')).entries()) {
        await tab.click();
        await look(`tab-${i}`);
      }
      await page.fill('#url', 'ws://127.0.0.1:1/');
      await page.click('#call');
      await page.waitForSelector('#state[data-state="failed"]');
      await callOver(page);
      await look('failed');
    });

/** In the page, before anything: where each label of the chart is drawn, of its last drawing. */
function watchLabels() {
  const labels = [];
  globalThis.chartLabels = labels;
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  const ofChart = (canvas) => canvas.closest?.('#chart');
  CanvasRenderingContext2D.prototype.clearRect = function (...all) {
    if (ofChart(this.canvas)) labels.length = 0;
    return clearRect.apply(this, all);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
    if (ofChart(this.canvas)) {
      const { width } = this.measureText(text);
      const before = { right: width, end: width, center: width / 2 }[this.textAlign] ?? 0;
      const from = this.getTransform().e + x - before;
      labels.push({ text, from, to: from + width, room: this.canvas.width });
    }
    return fillText.call(this, text, x, y, ...more);
  };
}

/** The figures of a call whose delay is `ms`, growing as a call's do. */
function delayOf(ms) {
  let emitted = 0;
  globalThis.hookswitchPhone.getStats = async () => {
    emitted += 2_000;
    const seconds = (emitted * ms) / 1_000;
    return {
      jitterBufferEmittedCount: emitted,
      jitterBufferDelay: seconds,
      jitterBufferTargetDelay: seconds,
      totalSamplesReceived: emitted,
      concealedSamples: 0,
      silentConcealedSamples: 0,
      concealmentEvents: 0,
      interruptionCount: 0,
      packetsReceived: 1,
    };
  };
}

for (const width of [320, 360, 1024, 1440])
  test(`at ${width} pixels no label of the chart is cut, whatever the delay`, async () => {
    const page = await demo.open({ width, before: watchLabels });
    await placeCall(page);
    for (const ms of [40, 900, 4_321, 98_765, 600_000]) {
      await page.evaluate(delayOf, ms);
      const shown = ms < 100 ? 50 : ms / 2;
      await page.waitForFunction((least) => {
        const has = (unit, atLeast) =>
          globalThis.chartLabels.some(({ text }) => text.endsWith(unit) && parseFloat(text) >= atLeast);
        return has(' ms', least) && has(' s', 0);
      }, shown);
      const labels = await page.evaluate(() => globalThis.chartLabels);
      for (const { text, from, to, room } of labels)
        assert.ok(
          from >= 0 && to <= room,
          `${ms} ms: "${text}" from ${from.toFixed(1)} to ${to.toFixed(1)} of ${room}`,
        );
    }
    await page.click('#hang-up');
  });
