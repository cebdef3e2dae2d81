#include "store/waiting_claims.hpp"

#include <algorithm>
#include <utility>

#include "log/log.hpp"

namespace hookswitch::store {
namespace {

constexpr std::chrono::milliseconds kMinWait{1};
constexpr std::chrono::milliseconds kMaxWait{3'600'000};  ///< stands for "never"

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
  const auto now = Clock::now();
  std::optional<StoreFailure> failed;
  if (!backend_.queue_is_open())
    if (const auto opened = backend_.open_queue(rules_); !opened) {
      failed = opened.error();
      if (!std::exchange(reported_, true))
        log::error(failed->code, {{"what", "queue"}, {"detail", failed->detail}});
    }
  if (!failed)
    if (const auto expired = backend_.expire_leases(); !expired) failed = expired.error();
  bool more = true;  // until a claim finds nothing
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    Claimed found;
    if (failed)
      found = tl::unexpected(*failed);
    else if (more)
      found = backend_.claim(each->request);
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
  // Ready entries matter only while claims wait; leases always expire.
  const auto due = waiting_.empty() ? backend_.until_expiry() : backend_.until_due();
  if (!due) failed = due.error();
  if (due && *due)
    wake_at_ = now + std::clamp<std::chrono::milliseconds>(**due, kMinWait, kMaxWait);
  if (failed) wake_at_ = now + std::chrono::seconds(1);
  for (const auto& each : waiting_)
    if (!wake_at_ || each.until < *wake_at_) wake_at_ = each.until;
}

void WaitingClaims::close() {
  send_away([](const Waiting&) { return true; });
  wake_at_.reset();
}

}  // namespace hookswitch::store
