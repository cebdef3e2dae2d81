#include "net/ticker.hpp"

#include <utility>

#include "system/clock.hpp"

namespace hookswitch::net {

Ticker::Ticker(const asio::any_io_executor& executor, std::function<void()> due)
    : timer_(executor), due_(std::move(due)) {}

void Ticker::expect(const std::weak_ptr<void>& owner, std::optional<Instant> deadline) {
  deadline_ = deadline;
  if (deadline_ && (!armed_ || *deadline_ < *armed_)) arm(owner);
}

void Ticker::stop() {
  deadline_.reset();
  armed_.reset();
  timer_.cancel();
}

void Ticker::arm(const std::weak_ptr<void>& owner) {
  armed_ = deadline_;
  timer_.expires_at(std::chrono::steady_clock::time_point(armed_->time_since_epoch()));
  timer_.async_wait([this, owner](const ErrorCode& error) {
    const auto alive = owner.lock();
    if (error || !alive) return;
    armed_.reset();
    if (!deadline_) return;
    if (*deadline_ > system::now())
      arm(owner);
    else
      due_();  // its session expects the next deadline
  });
}

}  // namespace hookswitch::net
