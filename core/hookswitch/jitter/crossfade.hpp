#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::jitter {

/// Goes from one sound to another without a click: linear, because the two are alike.
///
/// shape   two spans and a result of one length; `out` may be one of the two
/// units   samples
/// range   begins with (nearly) all `from`, ends with all `to`
/// time    media time only
/// errors  none
/// cost    O(samples), integers
/// source  none
inline void crossfade(PcmView from, PcmView to, std::span<Sample> out) {
  const auto length = static_cast<std::int64_t>(out.size());
  for (std::int64_t i = 0; i < length; ++i) {
    const auto at = static_cast<std::size_t>(i);
    out[at] = static_cast<Sample>((from[at] * (length - 1 - i) + to[at] * (i + 1)) / length);
  }
}

/// Down to silence.
inline void fade_out(std::span<Sample> audio) {
  const auto length = static_cast<std::int64_t>(audio.size());
  for (std::int64_t i = 0; i < length; ++i) {
    auto& sample = audio[static_cast<std::size_t>(i)];
    sample = static_cast<Sample>(sample * (length - 1 - i) / length);
  }
}

}  // namespace hookswitch::jitter
