#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::jitter {

/// Plays a stretch of sound in less or more time: one pitch period is folded away or doubled where
/// the sound repeats itself, so that neither pitch nor phase jumps.
///
/// shape   two longest_period() of audio in; on success the sound to play and how much it used up
/// units   samples
/// range   squeeze: 2 periods in, 1 out; stretch: 1 period in, 2 out
/// time    media time only
/// errors  nothing is done where the sound is less alike than `least_likeness`
/// cost    one pitch search
/// source  WSOLA (Verhelst and Roelands, 1993)
class TimeStretch {
 public:
  explicit TimeStretch(int rate_hz);

  /// How much audio the two below look at.
  std::size_t look() const;
  /// Both return how many samples of `audio` are used up, or 0 when it is left alone.
  std::size_t squeeze(PcmView audio, std::int32_t least_likeness);
  std::size_t stretch(PcmView audio, std::int32_t least_likeness);
  /// The sound that takes their place.
  PcmView sound() const { return sound_; }

 private:
  int rate_hz_;
  std::vector<Sample> sound_;
};

}  // namespace hookswitch::jitter
