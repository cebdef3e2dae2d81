#pragma once

#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch {

/// A sine tone of any length: ringing and test signals.
///
/// shape   samples on demand, without a break between calls
/// units   Hz; `peak` in samples
/// range   frequency from 0 to half the rate, peak 0 to 32767 (HS_CHECK)
/// errors  none
/// cost    one table look-up and one interpolation per sample, no allocation beyond `out`
/// source  phase accumulator of 32 bits over a table of 1024 steps, in integers: the same samples
///         everywhere; every harmonic is below -90 dB
class Tone {
 public:
  Tone(int rate_hz, int frequency_hz, int peak);

  /// Appends the next `count` samples to `out`.
  void generate(std::size_t count, Pcm& out);

 private:
  std::uint32_t step_;  ///< a full turn is 2^32
  std::uint32_t phase_ = 0;
  std::int64_t peak_;
};

}  // namespace hookswitch
