#include "net/visitors.hpp"

#include <utility>

namespace hookswitch::native {

Visitors::Visit::Visit(Visitors& house, std::function<void()> send_away)
    : house_(house), send_away_(std::move(send_away)) {
  const std::lock_guard lock(house_.mutex_);
  ++house_.present_;
  if (house_.present_ > house_.room_ && !house_.waiting_.empty()) house_.send_longest_away();
}

void Visitors::send_longest_away() {
  Visit& longest = *waiting_.front();
  leave_queue(longest);
  longest.present_ = false;
  --present_;
  longest.send_away_();
}

void Visitors::leave_queue(Visit& visit) {
  if (!std::exchange(visit.waiting_, false)) return;
  waiting_.erase(visit.place_);
  untaken_ -= std::exchange(visit.untaken_, 0);
}

void Visitors::Visit::waits(std::size_t answer) {
  const std::lock_guard lock(house_.mutex_);
  if (!present_) return;
  house_.leave_queue(*this);
  if (std::exchange(staying_, false)) --house_.staying_;
  waiting_ = true;
  place_ = house_.waiting_.insert(house_.waiting_.end(), this);
  house_.untaken_ += untaken_ = answer;
  while (house_.untaken_ > kMostUntaken && house_.waiting_.size() > 1) house_.send_longest_away();
}

void Visitors::Visit::is_served() {
  const std::lock_guard lock(house_.mutex_);
  house_.leave_queue(*this);
}

bool Visitors::Visit::stays() {
  const std::lock_guard lock(house_.mutex_);
  if (!present_ || staying_ || house_.staying_ >= (house_.room_ + 1) / 2) return staying_;
  ++house_.staying_;
  return staying_ = true;
}

void Visitors::Visit::leave() {
  const std::lock_guard lock(house_.mutex_);
  house_.leave_queue(*this);
  if (std::exchange(present_, false)) --house_.present_;
  if (std::exchange(staying_, false)) --house_.staying_;
}

bool Visitors::Visit::may_stay() const {
  const std::lock_guard lock(house_.mutex_);
  return present_ && house_.present_ <= 2 * house_.room_;
}

bool Visitors::Visit::is_crowded() const {
  const std::lock_guard lock(house_.mutex_);
  return house_.present_ > house_.room_;
}

}  // namespace hookswitch::native
