#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// When each sample is heard, derived from when the speaker asks. A speaker that was held up asks
/// for everything it missed at once: the stream is not delayed. One that really paused continues
/// later than before: the stream is delayed.
///
/// shape   at(now) before a pull; advance() by what was pulled
/// units   Micros; samples at the rate given
/// range   never later than `now`, by more than the window only when asks stop that long
/// time    follows the promptest ask of the last kBuckets * kBucket
/// errors  none
/// cost    O(kBuckets)
/// source  the idea of arrival_history.hpp, for the other end
class PlayoutClock {
 public:
  static constexpr std::size_t kBuckets = 4;
  static constexpr Micros kBucket{500'000};

  explicit PlayoutClock(int rate_hz) : rate_hz_(rate_hz) {}

  /// When the next sample is heard. `now` must not run backwards.
  Instant at(Instant now);
  void advance(std::size_t samples) { pulled_ += static_cast<std::int64_t>(samples); }

 private:
  int rate_hz_;
  std::int64_t pulled_ = 0;
  std::array<std::optional<Instant>, kBuckets> earliest_{};  ///< of media time 0, by bucket
  std::size_t current_ = 0;
  std::optional<Instant> bucket_end_;
};

}  // namespace hookswitch::jitter
