#pragma once

#include <cstdint>

namespace hookswitch {

/// A small seeded generator (SplitMix64). Not for secrets: the caller seeds it, in production from
/// the system's entropy, in tests with a constant.
///
/// cost    a few integer operations, no allocation
/// source  Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  /// Uniform in [0, bound); 0 when bound is 0. The bias is below 2^-32 for bounds below 2^32.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }

  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * (1.0 / 9007199254740992.0); }

 private:
  std::uint64_t state_;
};

}  // namespace hookswitch
