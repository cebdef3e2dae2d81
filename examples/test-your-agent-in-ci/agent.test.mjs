// Tests a voice agent in any CI: calls its media socket as the carrier would, asks a question, judges the answer.
// Fails when the agent is silent, slow or breaks the carrier's protocol; ends within a minute whatever the agent does.
//
//   HOST_URL=wss://agent.example/media/twilio DIALECT=twilio QUESTION=question.wav node --test agent.test.mjs
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { encodeWav, Phone } from 'hookswitch';

const url = process.env.HOST_URL ?? 'ws://127.0.0.1:8080/media/twilio';
const as = process.env.DIALECT ?? 'twilio';

test('the agent answers a question within two seconds', async (t) => {
  const phone = new Phone();
  t.after(() => phone.close());

  await phone.dial(url, { as, maxSeconds: 60 });
  await phone.say(await readFile(process.env.QUESTION ?? 'question.wav'));
  const isAnswered = await phone.answered({ withinMs: 5_000 });
  const report = await phone.hangUp();

  // What the caller heard, to be listened to when the test has failed.
  if (process.env.RECORDING) await writeFile(process.env.RECORDING, await encodeWav(phone.heard()));

  assert.ok(isAnswered, 'no answer within 5 s');
  assert.ok(report.answers[0].after_ms < 2000, `the answer began after ${report.answers[0].after_ms} ms`);
  assert.deepEqual(
    report.findings.map(({ name, remedy }) => `${name}: ${remedy}`),
    [],
  );
});
