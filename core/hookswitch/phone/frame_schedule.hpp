#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::phone {

/// When each frame of audio is due: start + n * frame, so that no error adds up.
///
/// shape   ask for due frames until none is left
/// units   Micros
/// range   at most kMaxBurst of late frames is sent at once; older ones are skipped
/// time    a frame is due when it has been spoken to its end
/// errors  none
/// cost    O(1)
/// source  a real carrier's clock never stops; a page's clock does when the page sleeps
class FrameSchedule {
 public:
  static constexpr Micros kMaxBurst{1'000'000};

  struct Due {
    Micros media;  ///< media time of the frame's first sample
    Instant at;    ///< when it was due
  };

  explicit FrameSchedule(Micros frame) : frame_(frame) {}

  void start(Instant at) {
    start_ = at;
    index_ = 0;
  }

  Instant next() const { return start_ + (index_ + 1) * frame_; }

  std::optional<Due> take_due(Instant now) {
    if (now < next()) return std::nullopt;
    if (const Micros late = now - next(); late > kMaxBurst) {
      const std::int64_t missed = (late - kMaxBurst + frame_ - Micros{1}) / frame_;
      index_ += missed;
      skipped_ += missed;
      ++stalls_;
    }
    const Due due{index_ * frame_, next()};
    ++index_;
    return due;
  }

  std::int64_t skipped() const { return skipped_; }  ///< frames that were never sent
  std::int64_t stalls() const { return stalls_; }    ///< how often that happened

 private:
  Micros frame_;
  Instant start_{};
  std::int64_t index_ = 0;
  std::int64_t skipped_ = 0;
  std::int64_t stalls_ = 0;
};

}  // namespace hookswitch::phone
