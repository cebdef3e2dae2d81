// /metrics of a running bridge: what Prometheus would take, what the documentation lists, and true figures.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import * as ucid from '../kit/carriers/ucid.mjs';
import { readExposition } from '../kit/exposition.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';
import { until } from '../kit/until.mjs';

let bridge;
before(async () => (bridge = await startBridge()));
after(() => bridge?.close());

async function scrape() {
  const answer = await fetch(new URL('metrics', bridge.url));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return readExposition(await answer.text());
}

/** The value of the one series with these labels. */
function value(families, name, labels = {}, suffix = '') {
  const wanted = JSON.stringify(labels);
  const found = families
    .get(name)
    .samples.filter((sample) => sample.suffix === suffix && JSON.stringify(sample.labels) === wanted);
  assert.equal(found.length, 1, `${name} ${wanted}`);
  return found[0].value;
}

test('a fresh bridge has every series that is documented, at zero, and no other', async () => {
  const families = await scrape();
  const documented = [
    ...(await readFile(new URL('../../docs/metrics.md', import.meta.url), 'utf8')).matchAll(
      /^\| `(hookswitch_\w+)` \| (\w+) \|/gm,
    ),
  ];
  assert.deepEqual(
    documented.map(([, name, type]) => [name, type]).sort(),
    [...families].map(([name, { type }]) => [name, type]).sort(),
  );
  assert.equal(value(families, 'hookswitch_calls_failed_to_end_total'), 0);
  assert.equal(value(families, 'hookswitch_calls_ended_total', { cause: 'crashed' }), 0);
  assert.equal(families.get('hookswitch_calls_ended_total').samples.length, 25);
  assert.equal(value(families, 'hookswitch_store_writable'), 1);
  assert.equal(families.get('hookswitch_build_info').samples[0].labels.version, (await bridge.get('/healthz')).version);
});

test('calls are counted by carrier and cause, and their ends, journals and sockets are timed', async () => {
  const { code, stderr } = await hookswitch(
    'native',
    'call',
    `${bridge.url.replace('http', 'ws')}media/twilio`,
    '--as',
    'twilio',
    '--say',
    speechFile,
    '--json',
  );
  assert.equal(code, 0, stderr);
  const carrier = await dialBridge(bridge, 'ucid');
  carrier.send(ucid.start('230'));
  await until('the call is up', async () => value(await scrape(), 'hookswitch_calls_active') === 1);
  await carrier.hangUp();
  const families = await until('both have gone', async () => {
    const now = await scrape();
    return value(now, 'hookswitch_call_end_seconds', {}, '_count') === 2 && now;
  });
  assert.equal(value(families, 'hookswitch_calls_active'), 0);
  assert.equal(value(families, 'hookswitch_legs_open'), 0);
  for (const [carrier, count] of [
    ['twilio', 1],
    ['ucid', 1],
    ['vonage', 0],
  ])
    assert.equal(value(families, 'hookswitch_calls_started_total', { carrier }), count);
  for (const [cause, count] of [
    ['carrier_stop', 1],
    ['carrier_closed', 1],
    ['media_silence', 0],
  ])
    assert.equal(value(families, 'hookswitch_calls_ended_total', { cause }), count);
  assert.equal(value(families, 'hookswitch_calls_failed_to_end_total'), 0);
  assert.ok(value(families, 'hookswitch_call_end_seconds', { le: '2' }, '_bucket') === 2, 'within the bound');
  assert.equal(value(families, 'hookswitch_call_jitter_seconds', {}, '_count'), 1);
  assert.equal(value(families, 'hookswitch_queue_entries', { state: 'ready' }), 2);
  assert.equal(value(families, 'hookswitch_store_records_total'), 2);
  for (const leg of ['carrier', 'agent']) {
    const count = value(families, 'hookswitch_socket_send_seconds', { leg }, '_count');
    assert.ok(count >= 2 && count < 20, `${count} frames to the ${leg} were timed`);
  }
  for (const name of ['hookswitch_journal_commit_seconds', 'hookswitch_journal_delay_seconds'])
    assert.ok(value(families, name, {}, '_count') > 3, name);
});

test('what a carrier says adds no series', async () => {
  const count = (families) => [...families.values()].reduce((sum, { samples }) => sum + samples.length, 0);
  const before = count(await scrape());
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start('CA"}\n# evil 1', 'MZ1'));
  await carrier.hangUp();
  assert.equal(count(await scrape()), before);
});
