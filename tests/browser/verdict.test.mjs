// What became of a call, as the page's user reads it: they are the caller, and green is only what went well.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { callOver, placeCall, startDemo, timelineHas } from '../kit/demo.mjs';
import { ends } from '../kit/ends.mjs';
import { startHost, startRefuser } from '../kit/host.mjs';

let demo;
let silent;

before(async () => {
  demo = await startDemo();
  silent = await startDemo({ config: { agent: { model: 'silent' } } });
});
after(async () => {
  await demo?.close();
  await silent?.close();
});
afterEach(async () => {
  await demo.closePages();
  await silent.closePages();
  for (const end of ends.splice(0)) await end();
});

const keep = (host) => {
  ends.push(() => host.close());
  return host;
};

/** Everything of the call that is shown in the colour of good news. */
const green = (page) =>
  page.evaluate(() => {
    const probe = document.body.appendChild(
      Object.assign(document.createElement('i'), { style: 'color: var(--good)' }),
    );
    const good = getComputedStyle(probe).color;
    probe.remove();
    return [...document.querySelectorAll('#state, #state *, #timeline *, #outcome *')]
      .filter((e) => e.checkVisibility() && getComputedStyle(e).color === good)
      .map((e) => e.textContent);
  });

/** The headline of each tab of the outcome. */
async function headlines(page) {
  const all = [];
  for (const tab of await page.$$('#outcome-tabs button')) {
    await tab.click();
    assert.deepEqual(await green(page), []);
    const verdict = await page.$('#outcome .verdict');
    if (verdict) all.push(await verdict.textContent());
  }
  assert.ok(all.length > 0);
  return all;
}

test('after the caller’s own hang-up the page says that they hung up', async () => {
  const page = await demo.open();
  await placeCall(page, { source: 'sample', until: 'hearing' });
  await timelineHas(page, 'quiet');
  await page.click('#hang-up');
  await page.waitForSelector('#record-cause', { timeout: 15_000 });
  assert.equal(await page.textContent('#record-cause'), 'You hung up');
  assert.doesNotMatch(await page.textContent('#outcome .verdict'), /by the carrier/);
  assert.match(await page.textContent('#record-end'), /^the bridge noted: carrier (stop|closed)$/);
  assert.equal(await page.getAttribute('#outcome .verdict', 'data-outcome'), 'good');
  assert.match(await page.textContent('#timeline li:last-child'), /You hung up/);

  await page.waitForFunction(() => !document.querySelector('#call').disabled);
  await page.click('#recent tbody tr:first-child'); // come back to
  await page.waitForFunction(() => document.activeElement?.id === 'outcome-title');
  assert.equal(await page.textContent('#record-cause'), 'You hung up');
  await page.reload(); // by its link: a reader need not have placed the call
  await page.waitForSelector('#record-cause');
  assert.match(await page.textContent('#record-cause'), /^The (caller hung up|carrier closed the call)$/);
});

test('an agent that is silent all through is never green', async () => {
  const page = await silent.open();
  await placeCall(page, { source: 'sample' });
  await page.waitForFunction(() => globalThis.hookswitchPhone.call.state !== 'dialing');
  assert.deepEqual(await green(page), []);
  await page.click('#hang-up');
  await callOver(page);
  for (const headline of await headlines(page)) assert.match(headline, /nothing was heard/);
});

test('a host that says nothing at all is never green', async () => {
  const host = keep(await startHost('twilio', { echo: false }));
  const page = await demo.open();
  await placeCall(page, { url: host.url });
  await page.click('#hang-up');
  await callOver(page);
  for (const headline of await headlines(page)) assert.match(headline, /nothing was heard/);
});

test('a host that sends silence is never green, not even while the call is up', async () => {
  const host = keep(await startHost('twilio')); // says back the caller's silence
  const page = await demo.open();
  await placeCall(page, { url: host.url });
  await page.waitForSelector('#state[data-state="talking"]');
  assert.deepEqual(await green(page), []);
  await page.click('#hang-up');
  await callOver(page);
  for (const headline of await headlines(page)) assert.match(headline, /nothing was heard/);
});

test('a call that was refused, lost or cut is never green', async () => {
  const refuser = keep(await startRefuser((_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')));
  const loser = keep(await startHost('twilio', { onCall: (call) => setTimeout(() => call.socket.terminate(), 1_500) }));
  const page = await demo.open();
  for (const [url, said] of [
    [refuser.url, /was not reached|refused/],
    [loser.url, /broke/],
  ]) {
    await page.fill('#url', url);
    await page.check('input[name=source][value=sample]', { force: true });
    await page.click('#call');
    await callOver(page);
    assert.equal(await page.getAttribute('#outcome .verdict', 'data-outcome'), 'bad');
    for (const headline of await headlines(page)) assert.match(headline, said);
  }
  const host = keep(await startHost('twilio'));
  await placeCall(page, { url: host.url, source: 'sample', until: 'hearing' });
  await page.evaluate(() => void globalThis.hookswitchPhone.close());
  await callOver(page);
  for (const headline of await headlines(page)) assert.match(headline, /stopped before its end/);
});
