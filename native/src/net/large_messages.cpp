#include "net/large_messages.hpp"

#include <utility>

namespace hookswitch::net {
namespace {

std::size_t index(SocketUse use) { return static_cast<std::size_t>(use); }

}  // namespace

/// In the frame of the coroutine that waits: it leaves the queue with it.
struct LargeMessages::Waiter {
  Waiter(Queue& in, const asio::any_io_executor& executor)
      : queue(in), served(executor, asio::steady_timer::time_point::max()) {
    place = queue.insert(queue.end(), this);
  }
  ~Waiter() { leave(); }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  void leave() {
    if (std::exchange(waits, false)) queue.erase(place);
  }

  Queue& queue;
  Queue::iterator place;
  bool waits = true;
  asio::steady_timer served;
};

asio::awaitable<void> LargeMessages::wait(SocketUse use, Lease& lease) {
  const std::size_t kind = index(use);
  while (restored_[kind] == kAtOnce[kind]) {
    Waiter waiter(waiting_[kind], co_await asio::this_coro::executor);
    co_await waiter.served.async_wait(kTuple);
  }
  ++restored_[kind];
  lease.room_ = this;
  lease.use_ = use;
}

void LargeMessages::Lease::give_back() {
  if (LargeMessages* const room = std::exchange(room_, nullptr)) room->free(use_);
}

void LargeMessages::free(SocketUse use) {
  --restored_[index(use)];
  Queue& queue = waiting_[index(use)];
  if (queue.empty()) return;
  Waiter& first = *queue.front();
  first.leave();
  first.served.cancel();
}

}  // namespace hookswitch::net
