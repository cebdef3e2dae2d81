// What a call costs the bridge in processor time: speech, then silence, to the built-in agent, which says it back.
import { setTimeout as pause } from 'node:timers/promises';
import { startBridge } from '../kit/bridge.mjs';
import { dialBridge } from '../kit/carrier.mjs';
import * as twilio from '../kit/carriers/twilio.mjs';
import { until } from '../kit/until.mjs';
import { ticks } from './aftermath.mjs';

const frameMs = 20;
const loud = Buffer.from(Array.from({ length: 160 }, (_, i) => (i * 37) % 100));
const [speech, silence] = [loud, Buffer.alloc(160, 0xff)].map((bytes) =>
  JSON.stringify(twilio.media('MZ1', bytes.toString('base64'))),
);

async function call(bridge, seconds, number) {
  const carrier = await dialBridge(bridge, 'twilio');
  carrier.send(twilio.start(`CA${number}`, 'MZ1'));
  const frames = (seconds * 1_000) / frameMs;
  // By the clock: after a late timer the frames that are due follow at once, so that every call sends as many.
  const begun = performance.now();
  for (let sent = 0; sent < frames; await pause(frameMs))
    for (; sent < Math.min(frames, (performance.now() - begun) / frameMs); sent += 1)
      carrier.send(sent < frames / 2 ? speech : silence);
  carrier.send(twilio.stop(`CA${number}`, 'MZ1'));
  await carrier.hangUp();
}

/** Processor milliseconds of the bridge `binary` per call, user and system: `calls` of `seconds` at once, after one to warm up. */
export async function callCost(binary, { calls, seconds }) {
  const bridge = await startBridge({ binary, options: ['--threads', '1'] });
  try {
    await call(bridge, 1, 0);
    const before = ticks(bridge.pid);
    await Promise.all(Array.from({ length: calls }, (_, i) => call(bridge, seconds, i + 1)));
    await until('every call has ended', async () => (await bridge.get('/healthz')).calls_active === 0);
    return ((ticks(bridge.pid) - before) * 10) / calls;
  } finally {
    await bridge.close();
  }
}
