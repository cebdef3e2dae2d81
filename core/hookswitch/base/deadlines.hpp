#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch {

/// One slot per timer, named by an enum whose last value is `count`.
///
/// shape   arm / disarm a slot; ask which slot is due; ask for the soonest
/// time    none
/// errors  none
/// cost    O(slots), no allocation
/// source  the deadline table of quinn; written from scratch
template <class Timer>
class Deadlines {
 public:
  void arm(Timer timer, Instant at) { slots_[index(timer)] = at; }
  void disarm(Timer timer) { slots_[index(timer)].reset(); }
  void disarm_all() { slots_.fill(std::nullopt); }
  bool armed(Timer timer) const { return slots_[index(timer)].has_value(); }
  std::optional<Instant> at(Timer timer) const { return slots_[index(timer)]; }

  std::optional<Instant> next() const {
    std::optional<Instant> soonest;
    for (const auto& at : slots_)
      if (at && (!soonest || *at < *soonest)) soonest = at;
    return soonest;
  }

  /// What is due at `now` is due at `until` instead.
  void postpone_due(Instant now, Instant until) {
    for (auto& at : slots_)
      if (at && *at <= now) at = until;
  }

  /// The due timer with the earliest deadline, disarmed; nullopt when none is due.
  std::optional<Timer> take_due(Instant now) {
    std::size_t best = slots_.size();
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i] && *slots_[i] <= now && (best == slots_.size() || *slots_[i] < *slots_[best]))
        best = i;
    if (best == slots_.size()) return std::nullopt;
    slots_[best].reset();
    return static_cast<Timer>(best);
  }

 private:
  static constexpr std::size_t index(Timer timer) { return static_cast<std::size_t>(timer); }
  std::array<std::optional<Instant>, static_cast<std::size_t>(Timer::count)> slots_{};
};

}  // namespace hookswitch
