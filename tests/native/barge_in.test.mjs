// --barge-in of both programs, against the bridge with its built-in agent and against hosts that leave no opportunity.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBridge } from '../kit/bridge.mjs';
import { startHost } from '../kit/host.mjs';
import { hookswitch, programs } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';

let bridge;
before(async () => (bridge = await startBridge()));
after(() => bridge.close());

const call = (program, url, ...flags) =>
  hookswitch(program, 'call', url, '--as', 'twilio', '--say', speechFile, '--wait', '1', '--json', ...flags);

for (const program of programs)
  describe(`the ${program} program`, { concurrency: true }, () => {
    test('barges in on the built-in agent, which stops, and waits for its next answer', async () => {
      const { code, stdout, stderr } = await call(
        program,
        `${bridge.url.replace('http', 'ws')}media/twilio`,
        '--barge-in',
        '700',
      );
      assert.equal(code, 0, stderr);
      const { timeline } = JSON.parse(stdout);
      const at = (event, from = 0) => timeline.find((one) => one.event === event && one.at_ms >= from)?.at_ms;
      const bargedIn = at('barge_in');
      assert.ok(bargedIn - at('hearing') >= 700, JSON.stringify(timeline));
      assert.equal(at('quiet') > bargedIn, true, 'while the agent speaks');
      assert.ok(at('clear', bargedIn) < at('hearing', bargedIn), 'the agent stops, then answers');
      assert.ok(at('quiet', at('hearing', bargedIn)) < at('hang_up'), 'the second answer is heard to its end');
    });

    test('says in the timeline that there was no opportunity to barge in, and does not wait once more', async (t) => {
      const host = await startHost('twilio', { echo: false });
      t.after(() => host.close());
      const { stdout, stderr } = await call(program, host.url, '--barge-in', '700', '--max-seconds', '25');
      const { timeline, end } = JSON.parse(stdout);
      assert.equal(end.cause, 'hung_up', stderr);
      const missed = timeline.find(({ event }) => event === 'barge_in_missed');
      assert.equal(missed.detail, 'the host did not speak for 700 ms');
      assert.ok(timeline.find(({ event }) => event === 'hang_up').at_ms - missed.at_ms < 1_000);
    });
  });
