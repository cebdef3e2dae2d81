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

/**
 * How faithfully `said` was heard, 0 to 1: its pieces' normalised cross-correlations, each piece found
 * close to where the one before it leads to, weighted by their energy. Both at 8 kHz.
 */
export function likeness(said, heard) {
  let sum = 0;
  let weight = 0;
  let shift; // of the piece before
  for (let at = 0; at + piece <= said.length; at += piece) {
    const part = said.subarray(at, at + piece);
    const loud = energy(part);
    if (loud < piece * 100 * 100) continue; // a pause says nothing of where it is
    const found = shift === undefined ? find(part, heard, 0, heard.length) : find(part, heard, at + shift - give, at + shift + give);
    shift = found.lag - at;
    sum += found.ncc * loud;
    weight += loud;
  }
  return sum / weight;
}
