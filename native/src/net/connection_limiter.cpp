#include "net/connection_limiter.hpp"

#include <utility>

namespace hookswitch::net {

ConnectionLimiter::Slot::Slot(ConnectionLimiter& limiter, std::function<void()> close)
    : limiter_(limiter), close_(std::move(close)) {
  const std::lock_guard lock(limiter_.mutex_);
  ++limiter_.open_;
  if (limiter_.open_ > limiter_.limit_ && !limiter_.waiting_.empty()) limiter_.close_longest_idle();
}

void ConnectionLimiter::close_longest_idle() {
  Slot& longest = *waiting_.front();
  leave_queue(longest);
  longest.open_ = false;
  --open_;
  longest.close_();
}

void ConnectionLimiter::leave_queue(Slot& slot) {
  if (!std::exchange(slot.waiting_, false)) return;
  waiting_.erase(slot.place_);
  unsent_ -= std::exchange(slot.unsent_, 0);
}

void ConnectionLimiter::Slot::await_peer(std::size_t unsent) {
  const std::lock_guard lock(limiter_.mutex_);
  if (!open_) return;
  limiter_.leave_queue(*this);
  if (std::exchange(held_, false)) --limiter_.held_;
  waiting_ = true;
  place_ = limiter_.waiting_.insert(limiter_.waiting_.end(), this);
  limiter_.unsent_ += unsent_ = unsent;
  while (limiter_.unsent_ > kMaxUnsent && limiter_.waiting_.size() > 1)
    limiter_.close_longest_idle();
}

void ConnectionLimiter::Slot::begin_request() {
  const std::lock_guard lock(limiter_.mutex_);
  limiter_.leave_queue(*this);
}

bool ConnectionLimiter::Slot::hold() {
  const std::lock_guard lock(limiter_.mutex_);
  if (!open_ || held_ || limiter_.held_ >= (limiter_.limit_ + 1) / 2) return held_;
  ++limiter_.held_;
  return held_ = true;
}

void ConnectionLimiter::Slot::release() {
  const std::lock_guard lock(limiter_.mutex_);
  limiter_.leave_queue(*this);
  if (std::exchange(open_, false)) --limiter_.open_;
  if (std::exchange(held_, false)) --limiter_.held_;
}

bool ConnectionLimiter::Slot::is_admitted() const {
  const std::lock_guard lock(limiter_.mutex_);
  return open_ && limiter_.open_ <= 2 * limiter_.limit_;
}

bool ConnectionLimiter::Slot::is_over_limit() const {
  const std::lock_guard lock(limiter_.mutex_);
  return limiter_.open_ > limiter_.limit_;
}

}  // namespace hookswitch::net
