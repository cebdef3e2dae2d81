#pragma once

#include <array>
#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch {

/// How loud recent audio was, for a display.
///
/// shape   audio in, in pieces of any size; peak and RMS of the last `kBlocks` whole blocks of 10
///         ms
/// units   dBFS: 0 is a full-scale square wave, `kSilence` the lowest value
/// range   rates 8000 to 48000 (HS_CHECK)
/// time    media time only: audio that stops coming leaves the meter where it was
/// errors  none
/// cost    O(samples) integers, no allocation; the logarithm is taken only when asked
class LevelMeter {
 public:
  static constexpr int kBlocks = 30;
  static constexpr double kSilence = -96.0;

  explicit LevelMeter(int rate_hz);

  void add(PcmView audio);

  double peak_dbfs() const;
  double rms_dbfs() const;

 private:
  struct Block {
    std::int64_t squares = 0;
    std::int32_t peak = 0;
  };

  std::int64_t block_size_;
  std::int64_t fill_ = 0;
  Block filling_;
  std::array<Block, kBlocks> recent_{};
  std::size_t next_ = 0;
};

}  // namespace hookswitch
