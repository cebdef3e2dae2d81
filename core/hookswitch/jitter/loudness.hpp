#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::jitter {

/// Knows how loud the stream's speech is, and so what counts as silence in it.
///
/// shape   everything played goes in; any piece of audio can be asked about
/// units   mean square of samples
/// range   silence is 30 dB below the speech, or -66 dBFS
/// time    media time only: the loudest is forgotten by half in some two seconds
/// errors  none
/// cost    O(samples), integers
/// source  none
class Loudness {
 public:
  void played(PcmView audio) {
    const std::int64_t now = energy(audio);
    loud_ = std::max(now, loud_ - loud_ / 256);
    silent_for_ = is_silence(now) ? silent_for_ + audio.size() : 0;
  }
  bool silent(PcmView audio) const { return is_silence(energy(audio)); }
  /// How many samples ago the last sound ended.
  std::size_t silent_for() const { return silent_for_; }
  void reset() { *this = Loudness{}; }

 private:
  static constexpr std::int64_t kSilence = 16 * 16;

  static std::int64_t energy(PcmView audio) {
    std::int64_t sum = 0;
    for (const std::int64_t sample : audio) sum += sample * sample;
    return audio.empty() ? 0 : sum / static_cast<std::int64_t>(audio.size());
  }
  bool is_silence(std::int64_t energy) const {
    return energy <= std::max<std::int64_t>(kSilence, loud_ / 1'000);
  }

  std::int64_t loud_ = 0;
  std::size_t silent_for_ = 0;
};

}  // namespace hookswitch::jitter
