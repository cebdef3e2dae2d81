/** ITU-T G.711. */
function muLawByte(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 24 - Math.clz32(biased);
  return ~(sign | (exponent << 4) | ((biased >> (exponent + 3)) & 15)) & 0xff;
}

/** Samples as base64 of mu-law. */
export const muLaw = (samples) => Buffer.from(Array.from(samples, muLawByte)).toString('base64');
