#include "hookswitch/jitter/outage_judge.hpp"

#include <algorithm>

namespace hookswitch::jitter {

void OutageJudge::begin(Instant earliest, Instant latest, Instant now) {
  began_ = now;
  earliest_ = earliest - kClose;
  latest_ = latest + kClose;
  close_since_.reset();
}

bool OutageJudge::observe(Instant origin, Instant arrival) {
  if (!began_) return false;
  if (origin < earliest_ || arrival - *began_ > kMaxWait) {
    reset();
    return false;
  }
  if (origin > latest_) {
    close_since_.reset();
    return false;
  }
  if (!close_since_) lowest_ = highest_ = origin;
  lowest_ = std::min(lowest_, origin);
  highest_ = std::max(highest_, origin);
  if (highest_ - lowest_ > kSpread) {
    close_since_.reset();
    lowest_ = highest_ = origin;
  }
  if (!close_since_) close_since_ = arrival;
  if (arrival - *close_since_ < kSteady) return false;
  reset();
  return true;
}

}  // namespace hookswitch::jitter
