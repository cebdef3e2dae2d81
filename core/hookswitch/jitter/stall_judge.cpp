#include "hookswitch/jitter/stall_judge.hpp"

#include <algorithm>

namespace hookswitch::jitter {

void StallJudge::reset() {
  open_.reset();
  last_.reset();
}

StallJudge::Verdict StallJudge::observe(Micros lateness, Instant arrival) {
  using Kind = Verdict::Kind;
  const Micros before = last_.value_or(lateness);
  last_ = lateness;
  // What a lead has covered shows as little lateness after a long gap.
  const bool gap = lateness - before >= kGap && lateness >= (before < -kLead ? Micros{1} : kGap);
  if (!open_) {
    if (!gap) return {Kind::jitter, lateness};
    open_ = Open{before, lateness, lateness, arrival};
    return {Kind::waiting, lateness};
  }
  if (gap) {  // stalled again before it had caught up
    open_->worst = std::max(open_->worst, lateness);
    open_->least = lateness;
    open_->since = arrival;
  }
  open_->least = std::min(open_->least, lateness);

  const Micros size = open_->worst - open_->before;
  const Micros worst = open_->worst;
  if (open_->least < open_->before - kOvertaking) {
    open_.reset();
    return {Kind::pause, worst};
  }
  // Half of the gap made good: what came had been on its way. Of a sender that keeps a lead nearly
  // all must be, as it makes good that much whenever it begins to speak.
  const bool leads = open_->before < -kLead;
  const bool caught_up = worst - open_->least >= (leads ? size * 7 / 8 : size / 2);
  if (arrival - open_->since < (caught_up ? kMaxWait / 8 : kMaxWait))
    return {Kind::waiting, lateness};
  const Micros later = leads ? open_->least - open_->before : open_->least;
  open_.reset();
  if (caught_up) return {Kind::stall, worst};
  return {Kind::pause, later};
}

}  // namespace hookswitch::jitter
