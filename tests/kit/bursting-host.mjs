// A host that speaks sentence by sentence, each sent faster than it is spoken, as agents do that do not pace their speech.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { startHost } from './host.mjs';

/** Before it speaks: phones that start together with this one's have the machine so long. */
const startMs = 1_000;

/**
 * When which piece of the sentences is sent, in ms: `[{at, from, to}]`, and `played`: when all has been heard.
 * `speed`: media time per time. `pauseMs` after each sentence has been `sent` or `played`. `heldBack`: the number of a sentence
 * whose last two thirds come at once, a second after all that came before has been played.
 */
export function schedule(sentences, { speed, chunkMs, pauseMs, after = 'sent', heldBack }) {
  const pieces = [];
  let now = 0;
  let played = 0;
  let from = 0;
  for (const [number, lengthMs] of sentences.entries()) {
    const begin = now;
    let release = 0;
    for (let sent = 0; sent < lengthMs; sent += chunkMs) {
      const piece = Math.min(chunkMs, lengthMs - sent);
      if (number === heldBack && !release && sent >= lengthMs / 3) release = played + 1_000;
      now = Math.max(begin + sent / speed, release);
      pieces.push({ at: now, from: from + sent, to: from + sent + piece });
      played = Math.max(played, now) + piece;
    }
    now = (after === 'played' ? Math.max(now, played) : now) + pauseMs;
    from += lengthMs;
  }
  return { pieces, played };
}

/**
 * Says `samples` to each that calls. `host.calls[i].said` resolves to how long this machine stood still meanwhile, in ms: the
 * longest delay of our own event loop, or of the caller's audio, which is due every 20 ms.
 */
export async function startBurstingHost(as, { samples, rateHz }, sentences, pattern) {
  const { audio, endInSilence = [] } = await import(`./carriers/${as.split(':')[0]}.mjs`);
  const { pieces, played } = schedule(sentences, pattern);
  const at = (ms) => (ms * rateHz) / 1_000;

  async function speak(call, id) {
    await pause(startMs);
    const loop = monitorEventLoopDelay({ resolution: 10 });
    loop.enable();
    const before = call.arrivals.length;
    let begin = performance.now();
    const due = async (ms) => {
      await pause(Math.max(0, begin + ms - performance.now()));
      const late = performance.now() - begin - ms;
      if (pattern.speed > 1 && late > 10) begin += late; // it continues at its pace instead of sending at once what is due
    };
    for (const piece of pieces) {
      await due(piece.at);
      for (const message of audio(samples.subarray(at(piece.from), at(piece.to)), id)) call.send(message);
    }
    await due(played + 1_500);
    loop.disable();
    const arrivals = call.arrivals.slice(before);
    const late = arrivals.map((arrival, i) => arrival - (arrivals[i - 1] ?? arrival) - 20);
    return Math.max(loop.max / 1e6 - 10, ...late);
  }

  return startHost(as, {
    echo: false,
    onMessage(message, call) {
      clearTimeout(call.silence);
      if (endInSilence.includes(as)) call.silence = setTimeout(() => call.socket.close(1000), 1_000);
      if (Buffer.isBuffer(message) || call.said) return;
      if (message.event === 'start' || message.event === 'websocket:connected')
        call.said = speak(call, message.streamSid ?? message.ucid);
    },
  });
}
