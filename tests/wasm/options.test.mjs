// No option is ignored silently: an unknown one is refused by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HookswitchError, Phone } from '../../wasm/dist/entry-node.js';
import { startHost } from '../kit/host.mjs';

const refused = (name, detail) => (error) => {
  assert.ok(error instanceof HookswitchError, String(error));
  assert.equal(error.name, name);
  assert.match(error.detail, detail);
  return true;
};

test('an option that does not exist is named, with those that do', async () => {
  const phone = new Phone();
  const dial = (options) => phone.dial('ws://127.0.0.1:1/', { as: 'twilio', ...options });
  await assert.rejects(
    dial({ form: '+15550100001' }),
    refused('unknown_option', /^form of .*dial.*there are as, from, to,.*maxSeconds/),
  );
  await assert.rejects(dial({ timeout: 5, params: {} }), refused('unknown_option', /^timeout, params of /));
  await assert.rejects(dial({ maxMs: undefined }), refused('unknown_option', /maxMs/));
  await assert.rejects(dial({ toString: 1 }), refused('unknown_option', /toString/));
  assert.equal(new HookswitchError('unknown_option').code, 6013);
});

test('what a phone of the other kind takes is refused, and what it cannot use', () => {
  assert.throws(() => new Phone({ microphone: true }), refused('unknown_option', /microphone of .*Node/));
  assert.throws(() => new Phone({ heardSecond: 5 }), refused('unknown_option', /heardSecond of/));
  for (const wrong of [
    { heardSeconds: '5' },
    { heardSeconds: -1 },
    { heardSeconds: NaN },
    { verifyCertificate: 'no' },
    { verifyCertificate: 0 },
  ])
    assert.throws(() => new Phone(wrong), refused('bad_value', new RegExp(Object.keys(wrong)[0])));
  for (const wrong of [null, 5, 'x', [], new Map()])
    assert.throws(() => new Phone(wrong), refused('bad_value', /new Phone/));
});

test('parameters that would not arrive are refused', async () => {
  const phone = new Phone();
  for (const parameters of [new Map([['a', '1']]), ['a=1'], [['a', '1']], { '': 'x' }, { a: 1 }, 'a=1', null])
    await assert.rejects(
      phone.dial('ws://127.0.0.1:1/', { as: 'twilio', parameters }),
      refused('bad_value', /parameters/),
    );
});

test('a patience, or a way of saying, that nobody reads is refused', async () => {
  const host = await startHost('twilio');
  const phone = new Phone();
  try {
    await phone.dial(host.url, { as: 'twilio' });
    await assert.rejects(phone.answered({ quiet: 5 }), refused('unknown_option', /^quiet of answered/));
    const silence = { samples: new Int16Array(80), rateHz: 8000 };
    await assert.rejects(phone.say(silence, { after: 5 }), refused('unknown_option', /^after of say/));
    await assert.rejects(phone.say(silence, { afterMs: -1 }), refused('bad_value', /afterMs/));
    for (const wrong of [5, null, 'long'])
      await assert.rejects(phone.answered(wrong), refused('bad_value', /answered/));
  } finally {
    await phone.close();
    await host.close();
  }
});
