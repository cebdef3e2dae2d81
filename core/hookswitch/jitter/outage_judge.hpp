#pragma once

#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// Distinguishes an outage of the network from a pause of the sender, after a gap that is too long
/// to be waited for: what an outage held back comes at once, up to where the old schedule would be,
/// and from there the sender goes on in real time.
///
/// shape   begin() when audio comes after such a gap; then one observation per packet
/// units   an origin is when a packet arrived, less its media time
/// range   a verdict needs packets within kClose of the old schedule for kSteady, and not more than
///         kSpread apart: what is sent faster than real time passes by that schedule
/// time    gives up after kMaxWait, and when the sender overtakes its old schedule: it had more
///         to say than it was silent for
/// errors  none
/// cost    O(1)
/// source  ours: over TCP nothing is lost, so whatever was held back must follow at once
class OutageJudge {
 public:
  static constexpr Micros kClose{80'000};
  static constexpr Micros kSteady{400'000};
  static constexpr Micros kSpread{80'000};
  static constexpr Micros kMaxWait{5'000'000};

  /// `earliest`, `latest`: the origins that packets had before the gap.
  void begin(Instant earliest, Instant latest, Instant now);
  /// True, once: it was an outage.
  bool observe(Instant origin, Instant arrival);
  bool watching() const { return began_.has_value(); }
  void reset() { began_.reset(); }

 private:
  std::optional<Instant> began_;
  Instant earliest_{};
  Instant latest_{};
  std::optional<Instant> close_since_;
  Instant lowest_{}, highest_{};  ///< origins since then
};

}  // namespace hookswitch::jitter
