#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"
#include "hookswitch/record/fact.hpp"

namespace hookswitch::bridge {

/// How evenly the carrier's media messages arrive.
///
/// shape   one call per message; figures any time
/// units   milliseconds; the histogram has bins of 2 ms, the last one holds all above
/// time    a message's delay is measured against the fastest one of the last 5 to 10 s, so that
///         clock drift is no jitter; after a pause of 500 ms the measure restarts
/// errors  none
/// cost    O(1), no allocation
/// source  relative arrival delay, the idea of NetEq; numbers are ours
class ArrivalMeter {
 public:
  /// `bytes` on the wire carried `audio`.
  void message(std::size_t bytes, Micros audio, Instant now);

  const record::DirectionFigures& figures() const { return figures_; }
  record::JitterFigures jitter() const;
  std::optional<Instant> last() const { return last_; }

 private:
  static constexpr std::int64_t kBinMs = 2;
  void delay(Micros delay, Instant now);
  void restart(Instant now);

  record::DirectionFigures figures_;
  Micros audio_{0}, last_audio_{0};
  std::optional<Instant> last_;
  Instant origin_{};
  Micros media_time_{0};
  // The least delay of the present and of the previous window of 5 s.
  Instant window_began_{};
  Micros least_now_{0}, least_before_{0};
  std::array<std::uint32_t, 256> bins_{};
  std::uint64_t observed_ = 0;
  Micros sum_{0}, max_{0};
};

}  // namespace hookswitch::bridge
