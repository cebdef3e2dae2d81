#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::calls {

/// How long frames wait for their socket: one of them a second is timed.
///
/// shape   handed_over() per frame; sent() when the socket reports it; returns the wait of the timed frame
/// cost    a few integers; nothing per frame that others share
class SendTimer {
 public:
  static constexpr Micros kPause{1'000'000};

  void handed_over(Instant now) {
    ++handed_;
    if (timed_ || (last_ && now - *last_ < kPause)) return;
    timed_ = handed_;
    last_ = now;
  }
  std::optional<Micros> sent(std::uint32_t frames, Instant now) {
    sent_ += frames;
    if (!timed_ || sent_ < *timed_) return std::nullopt;
    timed_.reset();
    return now - *last_;
  }

 private:
  std::uint64_t handed_ = 0;
  std::uint64_t sent_ = 0;
  std::optional<std::uint64_t> timed_;  ///< number of the frame that is being timed
  std::optional<Instant> last_;         ///< when the last such frame was handed over
};

}  // namespace hookswitch::calls
