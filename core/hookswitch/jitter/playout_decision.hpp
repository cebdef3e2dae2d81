#pragma once

#include <algorithm>
#include <cstdint>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

enum class Op : std::uint8_t {
  conceal,     ///< nothing has arrived
  blend_back,  ///< first audio after that
  play,
  squeeze,  ///< play faster, by whole periods
  stretch,  ///< play slower, by whole periods
};

/// What the brain sees.
struct Snapshot {
  Micros buffered{0};  ///< waiting
  Micros delay{0};     ///< of the next sample, behind the sender's schedule
  Micros target{0};
  bool concealing = false;
  bool ahead = false;    ///< the sender is ahead of its schedule: what runs out has an end
  bool silence = false;  ///< what comes next is silence
};

struct Decision {
  Op op = Op::play;
  /// Squeeze: play up to this much faster; stretch: slower. 100: twice (half) the speed.
  std::int32_t percent = 0;

  bool operator==(const Decision&) const = default;
};

/// What comes next. Pure: same snapshot, same answer.
///
/// shape   a snapshot -> one operation
/// units   Micros
/// range   delay is moved in silence first; speech only when it is far off
/// time    none
/// errors  none
/// cost    a few comparisons
/// source  the idea of NetEq's DecisionLogic; but it is the delay behind the schedule that is
/// steered,
///         not the fill of the buffer, so there is nothing to smooth and a burst does not mislead
constexpr Decision decide(const Snapshot& s) {
  if (s.buffered <= Micros{0}) return {Op::conceal, 0};
  if (s.concealing) return {Op::blend_back, 0};
  const Micros excess = s.delay - s.target;
  if (excess > Micros{0}) {
    // Never below what is here: audio that was sent ahead waits its turn.
    if (s.silence) return excess > Micros{5'000} ? Decision{Op::squeeze, 100} : Decision{};
    if (excess > Micros{120'000}) return {Op::squeeze, 60};
    if (excess > Micros{50'000}) return {Op::squeeze, 35};
    if (excess > Micros{20'000}) return {Op::squeeze, 15};
    return {};
  }
  // A stall shows itself: packets are overdue and the buffer runs low.
  const Micros overdue = s.delay - s.buffered;
  if (!s.ahead && overdue > Micros{40'000} && s.buffered < std::max(s.delay / 2, Micros{80'000}))
    return {Op::stretch, s.silence ? 100 : 50};
  // The target has grown, and there is no lead of the sender's to live on.
  if (!s.ahead && s.buffered < s.target && excess < Micros{-10'000}) {
    if (s.silence) return {Op::stretch, 100};
    if (excess < Micros{-40'000}) return {Op::stretch, 15};
  }
  return {};
}

}  // namespace hookswitch::jitter
