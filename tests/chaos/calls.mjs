// Calls that are up when the process dies: our phone's, and those of carriers written by hand.
import { setTimeout as pause } from 'node:timers/promises';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import * as ucid from '../kit/carriers/ucid.mjs';
import { hookswitch } from '../kit/programs.mjs';
import { speechFile } from '../kit/speech.mjs';

const silence = Buffer.alloc(160, 0xff).toString('base64');

/** How a carrier's call continues until it or the bridge ends. */
const manners = {
  steady: async () => undefined,
  async stops(carrier, { stop }, random) {
    await pause(random.between(50, 1_500));
    carrier.send(stop());
  },
  async hangsUp(carrier, _, random) {
    await pause(random.between(50, 1_500));
    await carrier.hangUp();
  },
};

/** A call as `dialect`: media every 20 ms, turns from whatever agent the bridge has for it. */
async function carrierCall(bridge, dialect, random) {
  const [id, stream] = [`CA-${random.text()}-${random.text()}`, `MZ-${random.text()}`];
  const say = {
    twilio: {
      start: () => twilio.start(id, stream),
      media: () => twilio.media(stream, silence),
      stop: () => twilio.stop(id, stream),
    },
    ucid: {
      start: () => ucid.start(id),
      media: () => ucid.media(id, ucid.data(new Array(80).fill(0))),
      stop: () => ({ event: 'stop', type: 'text', ucid: id }),
    },
  }[dialect];
  const carrier = await dialBridge(bridge, dialect);
  carrier.send(say.start());
  const timer = setInterval(() => carrier.send(say.media()), 20);
  const manner = manners[random.pick(Object.keys(manners))];
  await Promise.all([carrier.closed.then(() => clearInterval(timer)), manner(carrier, say, random)]);
}

const phoneCall = (bridge) =>
  hookswitch(
    'native',
    'call',
    `${bridge.url.replace('http', 'ws')}media/vonage`,
    '--as',
    'vonage',
    '--say',
    speechFile,
    '--json',
  );

/** Starts some calls, each at its time; resolves when all are over, however. */
export async function manyCalls(bridge, random, withinMs) {
  const kinds = ['phone', 'twilio', 'ucid', 'twilio', 'ucid', 'twilio'].slice(0, random.between(2, 6));
  await Promise.allSettled(
    kinds.map(async (kind) => {
      const own = random.branch();
      await pause(own.between(0, withinMs));
      return kind === 'phone' ? phoneCall(bridge) : carrierCall(bridge, kind, own);
    }),
  );
}
