#pragma once

#include <cstddef>
#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::jitter {

/// Where a sound repeats itself.
struct Pitch {
  std::size_t period = 0;     ///< samples
  std::int32_t likeness = 0;  ///< 16384: the two periods are alike but for loudness
};

/// The longest period looked for, in samples: 15 ms, a deep male voice.
constexpr std::size_t longest_period(int rate_hz) {
  return static_cast<std::size_t>(rate_hz) * 15 / 1'000;
}
constexpr std::size_t shortest_period(int rate_hz) {
  return static_cast<std::size_t>(rate_hz) / 400;
}

/// The lag at which the beginning of `audio` looks most like what follows.
///
/// shape   audio -> period and likeness; at most two longest_period() are looked at, and with less
///         audio the periods looked for are shorter
/// units   samples
/// range   period between shortest_period() and longest_period()
/// time    media time only
/// errors  none; silence has likeness 0
/// cost    a search at 4 kHz, refined at the full rate; integers and one sqrt per lag
/// source  normalised cross-correlation, as in every WSOLA
Pitch find_pitch(PcmView audio, int rate_hz);

}  // namespace hookswitch::jitter
