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

/// What a decision is based on.
struct Snapshot {
  Micros buffered{0};  ///< waiting
  Micros delay{0};     ///< of the next sample, relative to the sender's schedule
  Micros late{0};      ///< even the fastest of the last packets
  Micros target{0};
  Micros usual{0};  ///< lateness that is normal for this link
  Micros quiet{0};  ///< since the last packet
  bool concealing = false;
  bool ahead = false;    ///< the sender is ahead of its schedule: what runs out has an end
  bool leads = false;    ///< it usually is: its audio is not bound to the moment it was sent
  bool silence = false;  ///< what comes next is silence
};

struct Decision {
  Op op = Op::play;
  /// Squeeze: play up to this much faster; stretch: slower. 100: twice (half) the speed.
  std::int32_t percent = 0;
  /// Only where the sound repeats itself at least so well; 16384: exactly.
  std::int32_t likeness = 0;

  bool operator==(const Decision&) const = default;
};

constexpr std::int32_t kFine = 16'384 * 9 / 10;
constexpr std::int32_t kFair = 16'384 * 8 / 10;
constexpr std::int32_t kAny = 16'384 * 1 / 2;
/// Two of the longest periods: with less there is nothing to stretch by.
constexpr Micros kLast{30'000};

/// The next packet is remarkably late and what waits runs low: slower playout reaches further.
/// Half speed twice as far, which is why the target need not cover the longest stalls.
constexpr bool is_stalling(const Snapshot& s) {
  const Micros overdue = s.delay - s.buffered;
  const Micros remarkable = std::max({Micros{15'000}, s.usual / 2, s.target * 3 / 10});
  const Micros long_quiet = std::max(Micros{40'000}, s.target * 3 / 10);
  return !s.ahead && overdue > remarkable && s.buffered < s.target &&
         (s.quiet > long_quiet || s.buffered < kLast);
}

/// What comes next. Pure: same snapshot, same decision.
///
/// shape   a snapshot -> one operation
/// units   Micros
/// range   the further off the delay, the faster it is moved and the less alike two periods need
///         to be; in silence always at full speed
/// time    none
/// errors  none
/// cost    a few comparisons
/// source  the idea of NetEq's DecisionLogic; but what is controlled is the delay relative to the
///         sender's schedule, not the fill of the buffer: nothing to smooth, and a burst does not
///         mislead
constexpr Decision decide(const Snapshot& s) {
  if (s.buffered <= Micros{0}) return {Op::conceal, 0};
  if (s.concealing) return {Op::blend_back, 0};
  // Anything doubled is nearer to what was said than what concealment would make of it.
  if (is_stalling(s)) return {Op::stretch, 100, 0};

  const Micros off = s.delay - s.target;
  // Packets that are all late leave that much less to spare.
  const Micros excess = off - s.late;
  // When little waits, what is late has not come yet: nothing to catch up with.
  if (excess > Micros{5'000} && s.buffered > s.target / 2) {
    if (s.silence) return {Op::squeeze, 100};
    if (s.leads) return {};
    if (excess > Micros{400'000}) return {Op::squeeze, 100, kAny};
    if (excess > Micros{60'000}) return {Op::squeeze, 100, kFair};
    return {Op::squeeze, excess > Micros{20'000} ? 25 : 10, kFine};
  }
  // The target has grown, and the sender has no lead to draw on.
  if (!s.ahead && s.buffered < s.target && off < Micros{-10'000}) {
    if (s.silence) return {Op::stretch, 100};
    if (!s.leads && off < Micros{-40'000}) return {Op::stretch, 15, kFine};
  }
  return {};
}

}  // namespace hookswitch::jitter
