// The conformance report as a page: one that is sent to a vendor must be readable on whatever they open it with.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { brokenWords, overflow, poorContrast } from '../kit/looks.js';
import { startBrowser } from '../kit/page.mjs';
import { until } from '../kit/until.mjs';

const screenshots = fileURLToPath(new URL('../../build/screenshots', import.meta.url));
let bridge;
let browser;
let url;

/** A call of long ids and words, as real ones have: what is too long for its column must give way, not the words beside it. */
async function longCall() {
  const callSid = `CA${'0123456789abcdef'.repeat(2)}`;
  const streamSid = `MZ${'fedcba9876543210'.repeat(2)}`;
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start(callSid, streamSid));
  for (let i = 0; i < 40; i += 1) carrier.send(twilio.media(streamSid, Buffer.alloc(160, 0xff).toString('base64')));
  carrier.send(
    { event: 'a_message_of_no_dialect', streamSid, about: 'x'.repeat(200) },
    twilio.media('MZother', 'AAAA'),
    'not json at all',
  );
  carrier.send(twilio.stop(callSid, streamSid));
  await carrier.hangUp();
  return carrier.callId;
}

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  bridge = await startBridge();
  browser = await startBrowser();
  const id = await longCall();
  url = new URL(`v1/calls/${id}/conformance.html`, bridge.url).href;
  await until('the report', async () => (await fetch(url)).ok);
});
after(async () => {
  await browser?.close();
  await bridge?.close();
});

for (const width of [1440, 1280, 1024, 760, 360])
  test(`at ${width} pixels no word is broken, nothing scrolls sideways, and all can be read`, async () => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    try {
      await page.goto(url);
      await page.screenshot({ path: `${screenshots}/conformance-${width}.png`, fullPage: true });
      assert.deepEqual(await page.evaluate(brokenWords), []);
      assert.equal(await page.evaluate(overflow), 0);
      assert.deepEqual(await page.evaluate(poorContrast), []);
    } finally {
      await page.close();
    }
  });
