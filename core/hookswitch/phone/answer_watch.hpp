#pragma once

#include <algorithm>

#include "hookswitch/base/time.hpp"

namespace hookswitch::phone {

/// Whether the host has answered what the caller said or pressed last.
///
/// shape   the beginnings and ends of heard speech, and the ends of the caller's turns in
/// range   an answer is speech that begins after the caller's turn, or that continues over its end
/// time    the caller passes it; it never runs backwards
/// errors  none
/// cost    none
class AnswerWatch {
 public:
  /// How long to wait for an answer.
  struct Bounds {
    Micros quiet{2'000'000};    ///< after the host's last word: the answer is complete
    Micros within{15'000'000};  ///< for the host to say anything
    Micros limit{120'000'000};  ///< for the whole wait
  };

  void hearing(Instant at) { note(true, true, at); }
  void quiet(Instant at) { note(false, answered_, at); }
  /// The caller has finished: speech that is over by now, such as a greeting, is not an answer.
  void turn(Instant at) { note(speaking_, speaking_, at); }

  bool speaking() const { return speaking_; }
  bool answered() const { return answered_; }
  /// When the host began to speak or fell quiet, or the caller's turn ended, whichever was last.
  Instant changed() const { return changed_; }

  /// When a wait that began at `began` is over if nothing changes before.
  Instant over_at(const Bounds& bounds, Instant began) const {
    const Instant limit = began + bounds.limit;
    if (speaking_) return limit;
    return std::min(limit, std::max(changed_, began) + (answered_ ? bounds.quiet : bounds.within));
  }

 private:
  void note(bool speaking, bool answered, Instant at) {
    speaking_ = speaking;
    answered_ = answered;
    changed_ = at;
  }

  bool speaking_ = false;
  bool answered_ = false;
  Instant changed_{};
};

}  // namespace hookswitch::phone
