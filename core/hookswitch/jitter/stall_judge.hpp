#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// Distinguishes a stall of the network from a pause of the sender, when audio comes after a gap:
/// what the network held back catches up with the old schedule at once; what is newly spoken does
/// not, or overtakes it when the sender has a whole utterance ready.
///
/// shape   one lateness per packet in, one verdict out
/// units   Micros after the schedule; negative is ahead of it
/// range   lateness that grows by less than kGap from packet to packet is nothing to judge: jitter
/// time    a verdict within kMaxWait of the first packet after the gap
/// errors  none
/// cost    O(1)
/// source  ours: over TCP nothing is lost, so whatever was held back must follow at once
class StallJudge {
 public:
  static constexpr Micros kGap{60'000};
  static constexpr Micros kMaxWait{300'000};
  static constexpr Micros kOvertaking{60'000};
  static constexpr Micros kLead{40'000};

  struct Verdict {
    enum class Kind : std::uint8_t {
      jitter,   ///< ordinary
      waiting,  ///< not yet known
      stall,    ///< `by`: how late the network was at worst
      pause,    ///< `by`: how much later than before the sender's schedule is now
    };
    Kind kind;
    Micros by;
  };

  Verdict observe(Micros lateness, Instant arrival);
  bool waiting() const { return open_.has_value(); }
  /// The next packet has none before it.
  void reset();

 private:
  struct Open {
    Micros before;  ///< lateness of the last packet before the gap
    Micros worst;
    Micros least;  ///< since the worst
    Instant since;
  };
  std::optional<Open> open_;
  std::optional<Micros> last_;
};

}  // namespace hookswitch::jitter
