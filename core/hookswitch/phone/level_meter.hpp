#pragma once

#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::phone {

inline constexpr int kSilenceDbfs = -96;

/// How loud a stream is at the moment.
///
/// shape   audio in, in pieces of any size; the level of the last whole 100 ms
/// units   dBFS RMS: 0 is a square wave at full scale
/// range   kSilenceDbfs to 0, whole decibels, rounded
/// time    media time only
/// errors  none
/// cost    O(samples); integers only
/// source  AES17 dBFS without its 3 dB for sines
class LevelMeter {
 public:
  explicit LevelMeter(int rate_hz) : block_(rate_hz / 10) {}

  void process(PcmView audio) {
    for (const Sample sample : audio) {
      energy_ += static_cast<std::int64_t>(sample) * sample;
      if (++fill_ < block_) continue;
      mean_square_ = energy_ / block_;
      energy_ = 0;
      fill_ = 0;
    }
  }

  int dbfs() const {
    // One step is a decibel of power: 1289 / 1024 is 10^0.1 within 0.01 %.
    constexpr std::int64_t kHalfBelowFull = (std::int64_t{1} << 46) * 8913 / 10'000;
    std::int64_t power = mean_square_ << 16;
    int level = 0;
    while (power < kHalfBelowFull && level > kSilenceDbfs) {
      power = power * 1289 / 1024;
      --level;
    }
    return level;
  }

  void reset() { energy_ = fill_ = mean_square_ = 0; }

 private:
  std::int64_t block_;
  std::int64_t fill_ = 0;
  std::int64_t energy_ = 0;
  std::int64_t mean_square_ = 0;
};

}  // namespace hookswitch::phone
