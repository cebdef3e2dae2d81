#include "hookswitch/jitter/time_stretch.hpp"

#include <algorithm>

#include "hookswitch/jitter/crossfade.hpp"
#include "hookswitch/jitter/pitch.hpp"

namespace hookswitch::jitter {

TimeStretch::TimeStretch(int rate_hz) : rate_hz_(rate_hz) {
  sound_.reserve(2 * longest_period(rate_hz));
}

std::size_t TimeStretch::look() const { return 2 * longest_period(rate_hz_); }

std::size_t TimeStretch::squeeze(PcmView audio, std::int32_t least_likeness) {
  const Pitch pitch = find_pitch(audio, rate_hz_);
  if (pitch.likeness < least_likeness || pitch.period == 0) return 0;
  const std::size_t period = pitch.period;
  sound_.resize(period);
  crossfade(audio.first(period), audio.subspan(period, period), sound_);
  return 2 * period;
}

std::size_t TimeStretch::stretch(PcmView audio, std::int32_t least_likeness) {
  const Pitch pitch = find_pitch(audio, rate_hz_);
  if (pitch.likeness < least_likeness || pitch.period == 0) return 0;
  const std::size_t period = pitch.period;
  sound_.resize(2 * period);
  std::copy_n(audio.begin(), period, sound_.begin());
  crossfade(audio.subspan(period, period), audio.first(period),
            std::span<Sample>(sound_).subspan(period, period));
  return period;
}

}  // namespace hookswitch::jitter
