/** A seeded generator (mulberry32): what a round decides is the same for the same seed; what the machine does with it is not. */
export function seeded(seed) {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low, high) => low + Math.floor(unit() * (high - low + 1));
  return {
    between,
    chance: (probability) => unit() < probability,
    pick: (list) => list[between(0, list.length - 1)],
    text: () => Math.floor(unit() * 2 ** 48).toString(36),
    branch: () => seeded(between(0, 2 ** 32 - 1)),
  };
}
