#include "hookswitch/jitter/burst_judge.hpp"

#include <algorithm>

namespace hookswitch::jitter {

BurstJudge::Finding BurstJudge::observe(Instant arrival, Micros lateness, Micros length) {
  const bool gap = burst_ && (arrival - burst_->window - burst_->in_window >= kGap ||
                              arrival - last_arrival_ >= kLongGap);
  const bool was_ahead = gap && was_running_ahead();
  const bool resumed = was_ahead && lateness >= Micros{0};
  if (was_ahead) learn_pace();
  if (!burst_ || gap) {
    begin(arrival);
    waiting_ = resumed;
  }
  add(arrival, length);
  ahead_ = length - (resumed ? Micros{0} : lateness);
  if (resumed) return Finding::resumed;
  waiting_ = waiting_ && arrival - burst_->begin <= kMaxWait;
  if (!waiting_ || !too_fast(arrival)) return Finding::nothing;
  waiting_ = false;
  held_back_ = true;
  return Finding::held_back;
}

void BurstJudge::begin(Instant arrival) {
  burst_ = Burst{};
  burst_->begin = burst_->window = burst_->newer.at = burst_->older.at = arrival;
  held_back_ = false;
}

void BurstJudge::add(Instant arrival, Micros length) {
  if (arrival - burst_->window > kAtOnce) {
    burst_->window = arrival;
    burst_->in_window = Micros{0};
  }
  if (arrival - burst_->newer.at >= kRecent) {
    burst_->older = burst_->newer;
    burst_->newer = {arrival, burst_->media};
  }
  last_arrival_ = arrival;
  burst_->media += length;
  burst_->in_window += length;
  burst_->peak = std::max(burst_->peak, burst_->in_window);
}

bool BurstJudge::was_running_ahead() const {
  const Micros took = burst_->window - burst_->older.at;
  const Micros came = burst_->media - burst_->in_window - burst_->older.media;
  const bool fast = came * 10 >= took * 15;
  return (ahead_ >= kAhead && fast) || (ahead_ >= kFarAhead && came * 10 >= took * 12);
}

void BurstJudge::learn_pace() {
  if (held_back_) return;
  peak_ = std::max(peak_, burst_->peak);
  const Micros took = burst_->window - burst_->begin;
  if (took > 2 * kAtOnce)
    pace_permille_ = std::max(pace_permille_, 1'000 * (burst_->media - burst_->in_window) / took);
}

/// Faster than the sender ever was: much more at once, and then four times its pace. Machines that
/// are busy for kHitch make that much of it come at once too.
bool BurstJudge::too_fast(Instant arrival) const {
  if (pace_permille_ == 0) return false;
  const auto at_its_pace = [this](Micros span) { return span * pace_permille_ / 1'000; };
  const Micros at_once = peak_ + std::max(peak_ / 2, at_its_pace(kHitch));
  return burst_->media > at_once + 4 * at_its_pace(arrival - burst_->begin);
}

}  // namespace hookswitch::jitter
