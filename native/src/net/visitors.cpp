#include "net/visitors.hpp"

#include <utility>

namespace hookswitch::net {

Visitors::Visit::Visit(Visitors& visitors, std::function<void()> send_away)
    : visitors_(visitors), send_away_(std::move(send_away)) {
  const std::lock_guard lock(visitors_.mutex_);
  ++visitors_.present_;
  if (visitors_.present_ > visitors_.room_ && !visitors_.waiting_.empty())
    visitors_.send_longest_away();
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
  const std::lock_guard lock(visitors_.mutex_);
  if (!present_) return;
  visitors_.leave_queue(*this);
  if (std::exchange(staying_, false)) --visitors_.staying_;
  waiting_ = true;
  place_ = visitors_.waiting_.insert(visitors_.waiting_.end(), this);
  visitors_.untaken_ += untaken_ = answer;
  while (visitors_.untaken_ > kMaxUntaken && visitors_.waiting_.size() > 1)
    visitors_.send_longest_away();
}

void Visitors::Visit::is_served() {
  const std::lock_guard lock(visitors_.mutex_);
  visitors_.leave_queue(*this);
}

bool Visitors::Visit::stays() {
  const std::lock_guard lock(visitors_.mutex_);
  if (!present_ || staying_ || visitors_.staying_ >= (visitors_.room_ + 1) / 2) return staying_;
  ++visitors_.staying_;
  return staying_ = true;
}

void Visitors::Visit::leave() {
  const std::lock_guard lock(visitors_.mutex_);
  visitors_.leave_queue(*this);
  if (std::exchange(present_, false)) --visitors_.present_;
  if (std::exchange(staying_, false)) --visitors_.staying_;
}

bool Visitors::Visit::may_stay() const {
  const std::lock_guard lock(visitors_.mutex_);
  return present_ && visitors_.present_ <= 2 * visitors_.room_;
}

bool Visitors::Visit::is_crowded() const {
  const std::lock_guard lock(visitors_.mutex_);
  return visitors_.present_ > visitors_.room_;
}

}  // namespace hookswitch::net
