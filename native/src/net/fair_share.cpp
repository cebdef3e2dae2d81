#include "net/fair_share.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hookswitch::net {

/// The sockets of one thread that have spent more than their share, in turn, for each SocketUse.
class BackLane final : public asio::execution_context::service {
 public:
  using key_type = BackLane;
  static inline asio::execution_context::id id;

  static BackLane& of(const asio::any_io_executor& executor) {
    return asio::use_service<BackLane>(asio::query(executor, asio::execution::context));
  }
  explicit BackLane(asio::execution_context& context) : service(context) {}

  asio::awaitable<void> pay(FairShare& share) {
    const auto executor = co_await asio::this_coro::executor;
    Debtor debtor(waiting_[static_cast<std::size_t>(share.use_)], share, executor);
    if (!ticking_) tick(executor);
    co_await debtor.paid.async_wait(kTuple);
  }

 private:
  /// In the frame of the coroutine that waits: it leaves the lane with it.
  struct Debtor {
    using Lane = std::list<Debtor*>;
    Debtor(Lane& in, FairShare& who, const asio::any_io_executor& executor)
        : lane(in), share(who), paid(executor, asio::steady_timer::time_point::max()) {
      place = lane.insert(lane.end(), this);
    }
    ~Debtor() { leave(); }
    Debtor(const Debtor&) = delete;
    Debtor& operator=(const Debtor&) = delete;
    void leave() {
      if (std::exchange(waits, false)) lane.erase(place);
    }

    Lane& lane;
    Lane::iterator place;
    bool waits = true;
    FairShare& share;
    asio::steady_timer paid;
  };

  void tick(const asio::any_io_executor& executor) {
    ticking_ = true;
    if (!clock_) clock_.emplace(executor);
    clock_->expires_after(FairShare::kTick);
    clock_->async_wait([this, executor](const ErrorCode& error) {
      ticking_ = false;
      if (error) return;
      for (Debtor::Lane& lane : waiting_) serve(lane);
      if (!std::ranges::all_of(waiting_, &Debtor::Lane::empty)) tick(executor);
    });
  }

  static void serve(Debtor::Lane& lane) {
    for (std::int64_t left = FairShare::kPerTick; left > 0 && !lane.empty();
         left -= FairShare::kQuantum) {
      Debtor& first = *lane.front();
      first.share.left_ += FairShare::kQuantum;
      if (first.share.left_ < 0) {
        lane.splice(lane.end(), lane, first.place);
      } else {
        first.leave();
        first.paid.cancel();
      }
    }
  }

  void shutdown() override { clock_.reset(); }

  std::array<Debtor::Lane, 3> waiting_;
  std::optional<asio::steady_timer> clock_;
  bool ticking_ = false;
};

// A carrier at 48 kHz in JSON sends 300 kB a second; an agent talks up to eight times faster than
// real time.
FairShare::Pace FairShare::pace_of(SocketUse use) {
  switch (use) {
    case SocketUse::carrier:
      return {32 << 10, 384 << 10};
    case SocketUse::agent:
      return {256 << 10, 1 << 20};
    case SocketUse::client:
      return {64 << 10, 512 << 10};
  }
  return {};
}

FairShare::FairShare(SocketUse use) : use_(use), pace_(pace_of(use)), left_(pace_.burst) {}

bool FairShare::spend(std::size_t bytes, std::chrono::steady_clock::time_point now) {
  const auto since = refilled_ ? now - *refilled_ : std::chrono::nanoseconds{0};
  const auto span = std::chrono::duration_cast<std::chrono::microseconds>(since);
  constexpr std::chrono::microseconds kMaxSpan{10'000'000};  // fills every bucket
  const auto refill = std::min(span, kMaxSpan).count() * pace_.per_second / 1'000'000;
  if (refill > 0 || !refilled_) refilled_ = now;
  left_ = std::min(pace_.burst, left_ + refill) - static_cast<std::int64_t>(bytes) - kPerMessage;
  return left_ >= 0;
}

asio::awaitable<void> FairShare::turn() {
  co_await BackLane::of(co_await asio::this_coro::executor).pay(*this);
}

}  // namespace hookswitch::net
