#include "store/waiting_claims.hpp"

#include <algorithm>
#include <utility>

#include "log/log.hpp"

namespace hookswitch::store {
namespace {

constexpr std::chrono::milliseconds kShortest{1};
constexpr std::chrono::milliseconds kLongest{3'600'000};  ///< "never" is a date far away

}  // namespace

void WaitingClaims::open(const QueueRules& rules) {
  rules_ = rules;
  look();
}

void WaitingClaims::claim(ClaimTicket ticket, const ClaimRequest& request, Answer answer) {
  const auto is_client = [](const Waiting& each) {
    return each.request.claimer == Claimer::client;
  };
  if (request.claimer == Claimer::client) {
    if (closed_to_clients_)
      return answer(tl::unexpected(StoreFailure{{Errc::shutting_down, "no more claims"}}));
    if (request.wait.count() > 0 &&
        std::count_if(waiting_.begin(), waiting_.end(), is_client) >= kMaxWaiting)
      return answer(tl::unexpected(
          StoreFailure{{Errc::too_many_connections, "too many claims wait for the queue"}}));
  }
  waiting_.push_back({ticket, request, std::move(answer), Clock::now() + request.wait});
  look();
}

template <class Which>
void WaitingClaims::send_away(Which which) {
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (!which(*each)) {
      ++each;
      continue;
    }
    const Answer answer = std::move(each->answer);
    each = waiting_.erase(each);
    answer(std::vector<ClaimedEntry>());
  }
}

void WaitingClaims::withdraw(ClaimTicket ticket) {
  send_away([&](const Waiting& each) { return each.ticket == ticket; });
}

void WaitingClaims::close_to_clients() {
  closed_to_clients_ = true;
  send_away([](const Waiting& each) { return each.request.claimer == Claimer::client; });
}

void WaitingClaims::look() {
  const std::int64_t now_ms = clock_.now_ms();
  const auto now = Clock::now();
  std::optional<StoreFailure> failed;
  if (!table_.is_loaded())
    if (const auto loaded = table_.load(rules_, now_ms); !loaded) {
      failed = loaded.error();
      if (!std::exchange(told_, true))
        log::error(failed->code, {{"what", "queue"}, {"detail", failed->detail}});
    }
  if (!failed)
    if (const auto expired = table_.expire(now_ms); !expired) failed = expired.error();
  bool more = true;  // until a claim has found nothing
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    Claimed found;
    if (failed)
      found = tl::unexpected(*failed);
    else if (more)
      found = table_.claim(each->request, now_ms);
    if (!found) failed = found.error();
    more = found && !found->empty();
    if (found && found->empty() && now < each->until) {
      ++each;
      continue;
    }
    const Answer answer = std::move(each->answer);
    each = waiting_.erase(each);
    answer(std::move(found));
  }
  wake_at_.reset();
  // Ready entries are of interest to those who wait only; leases always run out.
  const auto due_ms = waiting_.empty() ? table_.next_expiry_ms() : table_.next_due_ms();
  if (!due_ms) failed = due_ms.error();
  if (due_ms && *due_ms)
    wake_at_ = now + std::clamp(std::chrono::milliseconds(**due_ms - now_ms), kShortest, kLongest);
  if (failed) wake_at_ = now + std::chrono::seconds(1);
  for (const auto& each : waiting_)
    if (!wake_at_ || each.until < *wake_at_) wake_at_ = each.until;
}

void WaitingClaims::close() {
  send_away([](const Waiting&) { return true; });
  wake_at_.reset();
}

}  // namespace hookswitch::store
