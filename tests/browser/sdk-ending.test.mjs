// How calls of the npm package end in a page, and what is refused there: the browser's side of tests/wasm/ending and options.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ends } from '../kit/ends.mjs';
import { startHost } from '../kit/host.mjs';
import { openPage, startBrowser, startSite } from '../kit/page.mjs';
import { speechFile } from '../kit/speech.mjs';

let site;
let browser;
const bounded = { timeout: 90_000 };

before(async () => {
  site = await startSite({ '/speech.wav': speechFile });
  browser = await startBrowser({ microphone: speechFile });
});
after(async () => {
  await browser?.close();
  await site?.close();
});
async function hosted(dialect) {
  const host = await startHost(dialect);
  ends.push(() => host.close());
  return host;
}

async function opened() {
  const { page, problems } = await openPage(browser, site.url);
  ends.push(() => page.close());
  return { page, problems };
}

/** When every worker of the page has ended. */
const workersGone = (page) =>
  Promise.all(page.workers().map((worker) => new Promise((resolve) => worker.once('close', resolve))));

for (const close of ['close', 'asyncDispose'])
  test(`${close} in mid-call keeps the report in a page too, and lets go of everything`, bounded, async () => {
    const host = await hosted('twilio');
    const { page } = await opened();
    const told = await page.evaluate(
      async ({ url, close }) => {
        const phone = new Phone({ microphone: true, speaker: false });
        const names = [];
        phone.on('*', ({ type }) => names.push(type));
        await phone.dial(url, { as: 'twilio' });
        const hearing = new Promise((resolve) => phone.on('hearing', resolve));
        const speaking = phone.say(await (await fetch('/speech.wav')).arrayBuffer());
        await hearing;
        const context = phone.audioContext;
        await (close === 'close' ? phone.close() : phone[Symbol.asyncDispose]());
        const { report } = phone.call;
        const again = await phone.dial(url, { as: 'twilio' }).catch((reason) => reason);
        return {
          said: await speaking,
          report,
          same: phone.report === report && (await phone.hangUp()) === report,
          names,
          again: again.name,
          context: context.state,
        };
      },
      { url: host.url, close },
    );
    assert.equal(told.said, false);
    assert.equal(told.report.outcome, 'aborted');
    assert.ok(told.report.media.received.frames > 0);
    assert.equal(told.same, true);
    assert.equal(told.names.at(-1), 'ended');
    assert.equal(told.again, 'misuse');
    assert.equal(told.context, 'closed');
    await workersGone(page);
    await host.calls[0].closed;
    assert.ok(host.calls[0].events().includes('stop'));
  });

test('a call in a page is hung up at its limit', bounded, async () => {
  const host = await hosted('twilio');
  const { page } = await opened();
  const report = await page.evaluate(async (url) => {
    const phone = new Phone({ speaker: false });
    const over = new Promise((resolve) => phone.on('ended', resolve));
    await phone.dial(url, { as: 'twilio', maxSeconds: 3 });
    const { report } = await over;
    await phone.close();
    return report;
  }, host.url);
  assert.equal(report.end.cause, 'limit_reached');
  assert.ok(host.calls[0].events().includes('stop'));
});

test('what does not exist, or exists in Node only, is refused in a page', bounded, async () => {
  const { page } = await opened();
  const told = await page.evaluate(async () => {
    const named = (act) => {
      try {
        act();
        return 'nothing';
      } catch (error) {
        return error.name;
      }
    };
    const phone = new Phone();
    const dialed = await phone
      .dial('ws://127.0.0.1:1/', { as: 'twilio', form: 'x' })
      .catch(({ name, detail }) => `${name} ${detail}`);
    const wrong = [
      { heardSeconds: 5 },
      { verifyCertificate: false },
      { mic: true },
      { microphone: 'built-in' },
      { speaker: 0 },
      null,
      [],
    ];
    return { dialed, state: phone.call.state, names: wrong.map((options) => named(() => new Phone(options))) };
  });
  assert.match(told.dialed, /^unknown_option form of /);
  assert.equal(told.state, 'idle');
  assert.deepEqual(told.names, ['unknown_option', 'unknown_option', 'unknown_option', ...Array(4).fill('bad_value')]);
});
