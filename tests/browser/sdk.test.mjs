// The npm package's browser entry in Chromium: human speech, real sockets, measured sound.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeWav } from '../../wasm/dist/entry-node.js';
import { ends } from '../kit/ends.mjs';
import { hostedCarriers, startHost, startRefuser } from '../kit/host.mjs';
import { assertHeard, fromFloats } from '../kit/likeness.mjs';
import { openPage, startBrowser, startSite } from '../kit/page.mjs';
import { speech, speechFile } from '../kit/speech.mjs';

let site;
let browser;
const bounded = { timeout: 90_000 };

before(async () => {
  site = await startSite({
    '/speech.wav': speechFile,
    '/recorder.js': fileURLToPath(new URL('recorder.js', import.meta.url)),
  });
  browser = await startBrowser({ microphone: speechFile });
});
after(async () => {
  await browser?.close();
  await site?.close();
});
async function hosted(dialect, options) {
  const host = await startHost(dialect, options);
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

/** In the page: every track that the browser opens, and a promise of its being stopped. */
const watchTracks = () => {
  globalThis.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    for (const track of stream.getTracks()) {
      const stopped = new Promise((resolve) => {
        track.stop = () => resolve(MediaStreamTrack.prototype.stop.call(track));
      });
      tracks.push({ track, stopped });
    }
    return stream;
  };
};

for (const as of hostedCarriers)
  test(`speech said as ${as} comes out of the page as the host says it back`, bounded, async () => {
    const host = await hosted(as);
    const { page, problems } = await opened();
    const { heard, report, names, stats } = await page.evaluate(
      async ({ url, as }) => {
        const phone = new Phone({ speaker: false });
        const names = [];
        phone.on('*', ({ type }) => names.push(type));
        await phone.audioContext.audioWorklet.addModule('/recorder.js');
        const recorder = new AudioWorkletNode(phone.audioContext, 'recorder');
        phone.output.connect(recorder);
        await phone.dial(url, { as });
        const quiet = new Promise((resolve) => phone.on('quiet', resolve));
        await phone.say(await (await fetch('/speech.wav')).arrayBuffer());
        await quiet;
        // The file ends in silence, of which carriers with long messages send the last a little later.
        await new Promise((resolve) => {
          let left = 5;
          phone.on('level', () => --left === 0 && resolve());
        });
        const stats = await phone.getStats();
        const report = await phone.hangUp();
        const heard = await new Promise((resolve) => {
          recorder.port.onmessage = ({ data }) => resolve(data);
          recorder.port.postMessage('all');
        });
        await phone.close();
        return { heard, report, names, stats };
      },
      { url: host.url, as },
    );
    await host.calls[0].closed;
    assert.equal(report.outcome, 'completed');
    assert.deepEqual(report.findings, []);
    assertHeard(await decodeWav(speech), fromFloats(heard, 48_000));
    assert.ok(stats.packetsReceived > 10, `${stats.packetsReceived} messages`); // some hold 200 ms each
    assert.ok(
      ['dialing', 'connected', 'started', 'hearing', 'quiet', 'hang_up', 'closed', 'level'].every((name) =>
        names.includes(name),
      ),
      String(names),
    );
    assert.equal(names.at(-1), 'ended');
    assert.deepEqual(problems, []);
  });

test('what is no audio is refused in a page too, and an answer is waited for', bounded, async () => {
  const host = await hosted('twilio');
  const { page } = await opened();
  const told = await page.evaluate(async (url) => {
    const phone = new Phone({ speaker: false });
    await phone.dial(url, { as: 'twilio' });
    const samples = new Int16Array(80);
    const names = [];
    for (const wrong of ['speech.wav', undefined, {}, { samples, rateHz: '8000' }, { samples, rateHz: 1 }])
      names.push(await phone.say(wrong).then(String, (error) => error instanceof HookswitchError && error.name));
    void phone.say(await (await fetch('/speech.wav')).arrayBuffer());
    const answered = await phone.answered({ quietMs: 500 });
    const { outcome, media } = await phone.hangUp();
    await phone.close();
    return { names, answered, outcome, speech: media.heard_speech_ms > 1000 };
  }, host.url);
  assert.deepEqual(told, {
    names: [...Array(4).fill('bad_value'), 'unsupported_format'],
    answered: true,
    outcome: 'completed',
    speech: true,
  });
});

test('the microphone reaches the host, and is closed with the call', bounded, async () => {
  const host = await hosted('twilio');
  const { page } = await opened();
  await page.evaluate(watchTracks);
  const { live, stopped } = await page.evaluate(async (url) => {
    const phone = new Phone({ microphone: true, speaker: false });
    const levels = [];
    phone.on('level', ({ saidDbfs, heardDbfs }) => levels.push([saidDbfs, heardDbfs]));
    await phone.dial(url, { as: 'twilio' });
    // Until both directions were loud: the host says back what the microphone hears.
    await new Promise((resolve) =>
      phone.on(
        'level',
        () =>
          Math.max(...levels.map(([said]) => said)) > -40 &&
          Math.max(...levels.map(([, heard]) => heard)) > -40 &&
          resolve(),
      ),
    );
    const live = tracks.map(({ track }) => track.readyState);
    await phone.hangUp();
    const stopped = tracks.map(({ track }) => track.readyState);
    await phone.close();
    return { live, stopped };
  }, host.url);
  assert.deepEqual(live, ['live']);
  assert.deepEqual(stopped, ['ended']);
});

test('a microphone that is allowed only after the phone was closed is closed too', bounded, async () => {
  const { page } = await opened();
  await page.evaluate(watchTracks);
  const name = await page.evaluate(async () => {
    const granted = navigator.mediaDevices.getUserMedia;
    let allow;
    const prompt = new Promise((shown) => {
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        await new Promise((resolve) => {
          allow = resolve;
          shown();
        });
        return granted(wanted);
      };
    });
    const phone = new Phone({ microphone: true });
    const error = phone.dial('ws://127.0.0.1:1/', { as: 'twilio' }).catch((reason) => reason);
    await prompt;
    await phone.close();
    const { name } = await error;
    const track = new Promise((resolve) => (tracks.push = resolve));
    allow();
    await (await track).stopped;
    return name;
  });
  assert.equal(name, 'cancelled');
});

test('a call that cannot be set up leaves the microphone closed', bounded, async () => {
  const { page } = await opened();
  await page.evaluate(watchTracks);
  const states = await page.evaluate(async () => {
    // No page may start a worker of another origin: the browser throws.
    const phone = new Phone({ microphone: true, workerUrl: 'http://127.0.0.2:1/worker.js' });
    const { name } = await phone.dial('ws://127.0.0.1:1/', { as: 'twilio' }).catch((reason) => reason);
    return [name, ...tracks.map(({ track }) => track.readyState)];
  });
  assert.deepEqual(states, ['core_not_loaded', 'ended']);
});

test('figures that were asked for settle when the phone is closed', bounded, async () => {
  const host = await hosted('twilio');
  const { page } = await opened();
  const figures = await page.evaluate(async (url) => {
    const phone = new Phone({ speaker: false });
    await phone.dial(url, { as: 'twilio' });
    const asked = phone.getStats();
    await phone.close();
    return asked;
  }, host.url);
  assert.ok(figures.packetsReceived >= 0);
});

test('a page that is blocked for two seconds neither stops the sound nor the messages', bounded, async () => {
  const host = await hosted('twilio');
  const { page } = await opened();
  const { from, until } = await page.evaluate(async (url) => {
    const phone = new Phone({ microphone: true, speaker: false });
    globalThis.phone = phone;
    await phone.dial(url, { as: 'twilio' });
    await new Promise((resolve) => phone.on('hearing', resolve));
    const from = Date.now();
    while (Date.now() < from + 2000);
    return { from, until: Date.now() };
  }, host.url);
  const offset = Date.now() - performance.now();
  const during = host.calls[0].arrivals.map((at) => at + offset).filter((at) => at > from && at < until);
  const gaps = during.slice(1).map((at, i) => at - during[i]);
  assert.ok(during.length > 90, `${during.length} frames in 2 s`);
  assert.ok(Math.max(...gaps) < 200, `a gap of ${Math.max(...gaps)} ms`);
  const report = await page.evaluate(() => phone.hangUp());
  assert.equal(report.media.sent.skipped_frames, 0);
  const { concealedSamples, totalSamplesReceived } = report.media.jitter;
  assert.ok(concealedSamples < totalSamplesReceived / 20, `${concealedSamples} of ${totalSamplesReceived} concealed`);
});

test('ten calls one after the other leave no worker, no node and no growing memory behind', bounded, async () => {
  const host = await hosted('twilio');
  const { page } = await opened();
  const made = () =>
    page.evaluate(() => {
      const { Worker: W } = globalThis;
      globalThis.made = { workers: 0 };
      globalThis.Worker = class extends W {
        constructor(...all) {
          super(...all);
          globalThis.made.workers += 1;
        }
      };
      globalThis.phone = new Phone({ microphone: true, speaker: false });
    });
  await made();
  const call = (url) =>
    page.evaluate(async (url) => {
      await phone.dial(url, { as: 'twilio' });
      await new Promise((resolve) => phone.on('hearing', resolve));
      return (await phone.hangUp()).outcome;
    }, url);
  for (let i = 0; i < 10; ++i) assert.equal(await call(host.url), 'completed');
  assert.equal(await page.evaluate(() => made.workers), 10);
  await workersGone(page);
  assert.equal(
    await page.evaluate(async () => {
      const { audioContext } = phone;
      await phone.close();
      return audioContext.state;
    }),
    'closed',
  );
  assert.ok(host.calls.every(({ closeCode }) => closeCode !== undefined));
});

test('what cannot work is named by its code', bounded, async () => {
  const refuser = await startRefuser((_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  ends.push(() => refuser.close());
  const { page } = await opened();
  const nameOf = (options, url) =>
    page.evaluate(
      async ({ options, url }) => {
        const phone = new Phone({ speaker: false, ...options });
        try {
          await phone.dial(url, { as: 'twilio' });
          return 'it came up';
        } catch (error) {
          return error instanceof HookswitchError ? error.name : String(error);
        } finally {
          await phone.close();
        }
      },
      { options, url },
    );
  // A browser does not report to a page why a socket did not open.
  assert.equal(await nameOf({}, refuser.url), 'host_unreachable');
  assert.equal(await nameOf({}, 'ws://127.0.0.1:1/'), 'host_unreachable');
  assert.equal(await nameOf({ wasmUrl: '/nowhere.wasm' }, 'ws://127.0.0.1:1/'), 'core_not_loaded');
  assert.equal(await nameOf({ wasmUrl: '/speech.wav' }, 'ws://127.0.0.1:1/'), 'core_not_loaded');
  assert.equal(await nameOf({ workletUrl: '/nowhere.js' }, 'ws://127.0.0.1:1/'), 'core_not_loaded');
  assert.equal(await nameOf({ workerUrl: '/nowhere.js' }, 'ws://127.0.0.1:1/'), 'core_not_loaded');
  assert.equal(
    await nameOf({ microphone: { deviceId: { exact: 'none such' } } }, 'ws://127.0.0.1:1/'),
    'microphone_missing',
  );
  await workersGone(page);
});

test('audio that the browser does not start and a refused microphone are named by their codes', bounded, async () => {
  const strict = await startBrowser();
  ends.push(() => strict.close());
  const { page } = await openPage(strict, site.url);
  const nameOf = (options, blocked) =>
    page.evaluate(
      async ({ options, blocked }) => {
        // Headless Chromium starts audio without a click: a context that never resumes stands for one that asks for it.
        const audioContext =
          blocked && Object.assign(new AudioContext(), { resume: () => new Promise(() => undefined) });
        await audioContext?.suspend();
        const phone = new Phone({ ...options, ...(audioContext && { audioContext }) });
        const error = await phone.dial('ws://127.0.0.1:1/', { as: 'twilio' }).catch((reason) => reason);
        await phone.close();
        await audioContext?.close();
        return error.name;
      },
      { options, blocked },
    );
  assert.equal(await nameOf({}, true), 'audio_blocked');
  assert.equal(await nameOf({ microphone: true }), 'microphone_denied');
});
