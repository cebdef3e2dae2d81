import assert from 'node:assert/strict';

/** Samples per piece: 200 ms at 8 kHz. */
const piece = 1600;
/** A jitter buffer may stretch or squeeze speech by so much between two pieces: 50 ms. */
const give = 400;

function energy(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}

/** Where from `from` to `to` the piece is found best, and how well. */
function find(said, heard, from, to) {
  const saidEnergy = energy(said);
  let best = { lag: from, ncc: 0 };
  for (let lag = Math.max(0, from); lag <= Math.min(to, heard.length - said.length); ++lag) {
    let product = 0;
    let heardEnergy = 0;
    for (let i = 0; i < said.length; ++i) {
      const sample = heard[lag + i];
      product += said[i] * sample;
      heardEnergy += sample * sample;
    }
    const ncc = heardEnergy > 0 ? product / Math.sqrt(saidEnergy * heardEnergy) : 0;
    if (ncc > best.ncc) best = { lag, ncc };
  }
  return best;
}

/** What an audio node played, as the `{samples, rateHz}` that are compared here. */
export const fromFloats = (floats, rateHz) => ({
  samples: Float64Array.from(floats, (sample) => sample * 32_768),
  rateHz,
});

/** Telephone speech lies below 4 kHz: the mean of every few samples keeps enough of it to compare. */
function atTelephoneRate({ samples, rateHz }) {
  const factor = rateHz / 8_000;
  if (!Number.isInteger(factor)) throw new Error(`8 kHz does not divide ${rateHz} Hz`);
  if (factor === 1) return samples;
  return Float64Array.from({ length: Math.floor(samples.length / factor) }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < factor; ++k) sum += samples[factor * i + k];
    return sum / factor;
  });
}

/**
 * How faithfully `said` was heard: its pieces' normalised cross-correlations, each piece found close to
 * where the one before it leads to. `mean` is weighted by energy. Both `{samples, rateHz}`.
 */
export function likeness(saidAudio, heardAudio) {
  const said = atTelephoneRate(saidAudio);
  const heard = atTelephoneRate(heardAudio);
  const pieces = [];
  let shift; // of the piece before
  for (let at = 0; at + piece <= said.length; at += piece) {
    const part = said.subarray(at, at + piece);
    const loud = energy(part);
    if (loud < piece * 100 * 100) continue; // a pause says nothing of where it is
    const found =
      shift === undefined
        ? find(part, heard, 0, heard.length)
        : find(part, heard, at + shift - give, at + shift + give);
    shift = found.lag - at;
    pieces.push({ ncc: found.ncc, loud });
  }
  const sum = (of) => pieces.reduce((all, one) => all + of(one), 0);
  return {
    mean: sum(({ ncc, loud }) => ncc * loud) / sum(({ loud }) => loud),
    median: pieces.map(({ ncc }) => ncc).sort((a, b) => a - b)[pieces.length >> 1],
  };
}

/**
 * Speech arrived as it was said. The jitter buffer rightly bends what a stall of a busy machine delays,
 * so a typical piece must be faithful, and the whole still be recognisable.
 */
export function assertHeard(said, heard) {
  const { mean, median } = likeness(said, heard);
  assert.ok(median > 0.95 && mean > 0.75, `heard with a likeness of ${mean.toFixed(3)}, median ${median.toFixed(3)}`);
}
