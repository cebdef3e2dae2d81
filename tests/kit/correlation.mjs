// How much of what was heard is what was said: the normalised cross-correlation of whole files.

/** In place, radix 2. `sign`: -1 forward, 1 back (not scaled). */
function fft(re, im, sign) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; ++i) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let half = 1; half < n; half <<= 1) {
    const cos = new Float64Array(half);
    const sin = new Float64Array(half);
    for (let k = 0; k < half; ++k) {
      cos[k] = Math.cos((Math.PI * k) / half);
      sin[k] = sign * Math.sin((Math.PI * k) / half);
    }
    for (let from = 0; from < n; from += 2 * half)
      for (let k = 0; k < half; ++k) {
        const a = from + k;
        const b = a + half;
        const x = re[b] * cos[k] - im[b] * sin[k];
        const y = re[b] * sin[k] + im[b] * cos[k];
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
  }
}

/** Band-limited interpolation by a whole factor: a Hann-windowed sinc of 32 input samples to each side. */
export function interpolate(samples, factor) {
  if (factor === 1) return Float64Array.from(samples);
  const side = 32;
  const out = new Float64Array(samples.length * factor);
  for (let phase = 0; phase < factor; ++phase) {
    const taps = Float64Array.from({ length: 2 * side }, (_, tap) => {
      const x = side - 1 - tap + phase / factor; // distance from that input sample
      return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * 0.5 * (1 + Math.cos((Math.PI * x) / side));
    });
    for (let i = 0; i < samples.length; ++i) {
      let sum = 0;
      for (let tap = 0; tap < taps.length; ++tap) sum += taps[tap] * (samples[i + tap - side + 1] ?? 0);
      out[i * factor + phase] = sum;
    }
  }
  return out;
}

/**
 * The normalised cross-correlation of all of `said` with the piece of `heard` that is most like it,
 * and where that piece begins. Both at one rate.
 */
export function correlate(said, heard) {
  let size = 1;
  while (size < said.length + heard.length) size <<= 1;
  const [a, b, c, d] = Array.from({ length: 4 }, () => new Float64Array(size));
  a.set(heard);
  c.set(said);
  fft(a, b, -1);
  fft(c, d, -1);
  for (let i = 0; i < size; ++i) [a[i], b[i]] = [a[i] * c[i] + b[i] * d[i], b[i] * c[i] - a[i] * d[i]];
  fft(a, b, 1);

  const square = (sum, sample) => sum + sample * sample;
  const saidEnergy = said.reduce(square, 0);
  let heardEnergy = heard.subarray(0, said.length).reduce(square, 0);
  let best = { ncc: 0, lag: 0 };
  for (let lag = 0; lag + said.length <= heard.length; ++lag) {
    const ncc = heardEnergy > 1 ? a[lag] / size / Math.sqrt(saidEnergy * heardEnergy) : 0;
    if (ncc > best.ncc) best = { ncc, lag };
    heardEnergy += (heard[lag + said.length] ?? 0) ** 2 - heard[lag] ** 2;
  }
  return best;
}

/** The same for two `Audio`s: compared at the rate of what was heard, a multiple of the other's. */
export function likenessOfWhole(said, heard) {
  const factor = heard.rateHz / said.rateHz;
  if (!Number.isInteger(factor)) throw new Error(`${said.rateHz} Hz does not divide ${heard.rateHz} Hz`);
  return correlate(interpolate(said.samples, factor), Float64Array.from(heard.samples)).ncc;
}
