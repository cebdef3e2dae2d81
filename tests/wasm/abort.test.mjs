// A call that is stopped before its end, and what a recording that is not whole says, from the SDK.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWav, encodeWav, HookswitchError, Phone } from '../../wasm/dist/entry-node.js';
import { kept } from '../kit/ends.mjs';
import { startHost, startRefuser } from '../kit/host.mjs';
import { speech } from '../kit/speech.mjs';

test('abort() ends a call as aborted and says why', async () => {
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  let failed;
  phone.on('ended', (event) => (failed = event.failed));
  await phone.dial(host.url, { as: 'twilio' });
  const saying = phone.say(speech);
  const report = await phone.abort('the test has seen enough');
  assert.deepEqual(
    [report.outcome, report.end.cause, report.end.by, report.end.detail],
    ['aborted', 'aborted', 'caller', 'the test has seen enough'],
  );
  assert.equal(failed, false);
  assert.equal(await saying, false);
  assert.match(
    report.findings.find(({ name }) => name === 'speech_not_said').evidence,
    /^\d+ ms of \d{4} ms were said$/,
  );
  assert.equal(host.calls[0].events().at(-1), 'stop');
  assert.equal(await phone.abort('again'), report);
});

test('abort() gives up a call that is still being dialed', async () => {
  const host = kept(await startRefuser(() => undefined));
  const phone = kept(new Phone());
  const dialing = phone.dial(host.url, { as: 'twilio' });
  const report = phone.abort('enough');
  await assert.rejects(
    dialing,
    (error) => error instanceof HookswitchError && error.name === 'aborted' && error.detail === 'enough',
  );
  assert.equal((await report).outcome, 'aborted');
});

test('a file that is not whole is said as far as it goes, with a finding', async () => {
  const whole = await encodeWav({ samples: new Int16Array(8_000), rateHz: 8_000 });
  const cut = whole.subarray(0, 44 + 8_000);
  assert.deepEqual((await decodeWav(cut)).remark, 'the file ends after 500 ms of 1000 ms');
  assert.equal('remark' in (await decodeWav(whole)), false);
  const host = kept(await startHost('twilio'));
  const phone = kept(new Phone());
  await phone.dial(host.url, { as: 'twilio' });
  assert.equal(await phone.say(cut), true);
  const { findings } = await phone.hangUp();
  assert.equal(
    findings.find(({ name }) => name === 'wav_incomplete').evidence,
    'the file ends after 500 ms of 1000 ms',
  );
});
