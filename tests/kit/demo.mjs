// The demo page as its user has it: the built page, served by a real bridge, in Chromium.
import { fileURLToPath } from 'node:url';
import { startBridge } from './bridge.mjs';
import { startBrowser } from './page.mjs';
import { speechFile } from './speech.mjs';

const built = fileURLToPath(new URL('../../web-demo/dist', import.meta.url));

/** `config`: the bridge's, as in docs/configuration.md. */
export async function startDemo({ config } = {}) {
  const bridge = await startBridge({ page: built, ...(config && { config }) });
  const browser = await startBrowser({ microphone: `${speechFile}%noloop` });
  const pages = [];
  return {
    bridge,
    /** The page, loaded; `before` is run in it first. */
    async open({ width = 1360, height = 900, colorScheme = 'light', before } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      pages.push(page);
      if (before) await page.addInitScript(before);
      await page.goto(bridge.url);
      await page.waitForSelector('#bridge-health[data-state="ok"]');
      return page;
    },
    async closePages() {
      for (const page of pages.splice(0)) await page.close();
    },
    async close() {
      await browser.close();
      await bridge.close();
    },
  };
}

/** Places a call to `url`, or to the bridge itself, and waits for an event of its timeline. */
export async function placeCall(page, { url, source = 'silence', until = 'started' } = {}) {
  if (url) await page.fill('#url', url);
  await page.check(`input[name=source][value=${source}]`, { force: true });
  await page.click('#call');
  await timelineHas(page, until);
}

export const timelineHas = (page, event) =>
  page.waitForFunction(
    (name) => [...document.querySelectorAll('#timeline b')].some((b) => b.textContent === name),
    event,
    { timeout: 30_000 },
  );

/** The call is over, and what became of it is shown. */
export async function callOver(page) {
  await page.waitForSelector('#outcome .verdict', { timeout: 30_000 });
  await page.waitForFunction(() => !document.querySelector('#call').disabled);
}

export const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
