// The dial form: nothing that is typed is lost in silence, and the keyboard's place neither.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { shortCall } from '../kit/carrier.mjs';
import { callOver, focused, placeCall, startDemo, timelineHas } from '../kit/demo.mjs';
import { ends } from '../kit/ends.mjs';
import { startHost } from '../kit/host.mjs';

let demo;

before(async () => (demo = await startDemo()));
after(() => demo?.close());
afterEach(async () => {
  await demo.closePages();
  for (const end of ends.splice(0)) await end();
});

async function hosted(options) {
  const host = await startHost('twilio', options);
  ends.push(() => host.close());
  return host;
}

test('a parameter without "=" is refused by its line, and nothing is dialed', async () => {
  const host = await hosted();
  const page = await demo.open();
  await page.fill('#url', host.url);
  await page.click('summary');
  for (const [text, problem] of [
    ['customer=7\ncoupon', /Line 2 has no "=": coupon/],
    ['=7', /Line 1 has no key/],
    ['a=1\n\na=2', /Line 3 gives a a second time/],
  ]) {
    await page.fill('#parameters', text);
    await page.click('#call');
    assert.match(await page.textContent('#parameters-problem'), problem);
    assert.equal(await focused(page), 'parameters');
    assert.equal(await page.getAttribute('#parameters', 'aria-invalid'), 'true');
  }
  assert.equal(host.calls.length, 0);

  await page.fill('#parameters', ' customer = 7 \n\nnote=a=b\n');
  assert.equal(await page.textContent('#parameters-problem'), '');
  await placeCall(page);
  const start = host.calls[0].messages.find(({ event }) => event === 'start');
  assert.deepEqual(start.start.customParameters, { customer: '7', note: 'a=b' });
});

test('what was last used is there after a reload', async () => {
  const page = await demo.open();
  await page.selectOption('#dialect', { label: 'Vonage, 8 kHz' });
  await page.fill('#url', 'wss://agent.example/media?tenant=7');
  await page.check('input[name=source][value=silence]', { force: true });
  await page.click('summary');
  await page.fill('#from', '+15550100077');
  await page.fill('#parameters', 'order=7');
  await page.reload();
  const value = (id) => page.inputValue(`#${id}`);
  assert.deepEqual(
    [await value('url'), await value('from'), await value('parameters')],
    ['wss://agent.example/media?tenant=7', '+15550100077', 'order=7'],
  );
  assert.equal(await page.$eval('#dialect', (select) => select.selectedOptions[0].label), 'Vonage, 8 kHz');
  assert.ok(await page.isChecked('input[name=source][value=silence]'));

  await page.fill('#url', ''); // no address of one's own: the page suggests again
  await page.reload();
  assert.equal(await value('url'), `${demo.bridge.url.replace('http', 'ws')}media/vonage`);
});

test('a form that remembers nonsense, or must not remember, begins anew', async () => {
  for (const before of [
    () => localStorage.setItem('hookswitch.dial', '{"url":5,"choice":"none","source":[]'),
    () => localStorage.setItem('hookswitch.dial', 'null'),
    () =>
      Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
          throw new DOMException('no');
        },
      }),
  ]) {
    const page = await demo.open({ before });
    assert.match(await page.inputValue('#url'), /\/media\/twilio$/);
    await page.fill('#url', 'ws://127.0.0.1/');
  }
});

test('focus goes to Hang up with the call, and to its outcome after it', async () => {
  const page = await demo.open();
  await page.focus('#url');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#call:disabled');
  assert.equal(await focused(page), 'hang-up');
  await timelineHas(page, 'started');
  await page.keyboard.press('Enter');
  await callOver(page);
  assert.equal(await focused(page), 'outcome-title');

  await page.click('#call');
  assert.equal(await focused(page), 'hang-up');
  await page.waitForFunction(() => document.querySelector('#state-word').textContent === 'talking');
  await page.click('#hang-up');
  await callOver(page);
  assert.equal(await focused(page), 'outcome-title');
});

test('focus is not lost with a key of the keypad, nor taken from whoever is elsewhere', async () => {
  const host = await hosted({
    onMessage: ({ event, dtmf }, call) => event === 'dtmf' && dtmf.digit === '9' && call.socket.close(1000),
  });
  const page = await demo.open();
  await placeCall(page, { url: host.url });
  await page.click('#keypad button[aria-label="digit 9"]');
  await callOver(page);
  assert.equal(await focused(page), 'outcome-title');

  await placeCall(page, { url: host.url });
  await page.focus('#refresh');
  await page.evaluate(() => globalThis.hookswitchPhone.press('9'));
  await callOver(page);
  assert.equal(await focused(page), 'refresh');
});

test('focus is not lost when a call cannot be placed', async () => {
  const page = await demo.open();
  await page.fill('#url', 'ws://127.0.0.1:1/');
  await page.click('#call');
  await page.waitForSelector('#state[data-state="failed"]');
  await page.waitForFunction(() => !document.querySelector('#call').disabled);
  assert.equal(await focused(page), 'outcome-title');

  await page.fill('#url', 'ws://127.0.0.1:1/#fragment');
  await page.click('#call');
  await page.waitForFunction(() => document.querySelector('#url-problem').textContent !== '');
  assert.equal(await focused(page), 'url');
  assert.match(await page.textContent('#url-problem'), /fragment/);
});

test('focus stays on a row of the list when it is read again, and goes to the record that it opens', async () => {
  const id = await shortCall(demo.bridge);
  const page = await demo.open();
  await page.waitForSelector(`#recent tr[data-id="${id}"]`);
  await page.focus(`#recent tr[data-id="${id}"]`);
  await page.evaluate(() => document.querySelector('#refresh').click());
  await page.waitForFunction((id) => document.activeElement?.dataset.id === id, id);
  await shortCall(demo.bridge);
  await page.evaluate(() => document.querySelector('#refresh').click());
  await page.waitForFunction(() => document.querySelectorAll('#recent tbody tr').length > 1);
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.id), id);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'outcome-title');
});
