#include "deliver/courier.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <string>
#include <utility>

#include "deliver/signature.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "log/log.hpp"
#include "system/clock.hpp"

namespace hookswitch::native {
namespace {

constexpr Millis kWait{20'000};  ///< for an entry; then it is asked for anew
constexpr Millis kLeaseBeyondTimeout{30'000};
constexpr Millis kPauseAfterTrouble{1'000};

/// The record goes in as it is stored, so that every try has the same body.
std::string body_of(const ClaimedEntry& entry) {
  return R"({"type":"call.ended","timestamp":")" + rfc3339(entry.enqueued_ms) + R"(","data":)" +
         entry.record + '}';
}

bool accepted(const PostAnswer& answer) {
  return answer.http_status >= 200 && answer.http_status < 300;
}

}  // namespace

class Courier::Porter : public std::enable_shared_from_this<Porter> {
 public:
  explicit Porter(Courier& courier) : courier_(courier), pause_(courier.context_) {}

  /// Everything below runs on the courier's thread.
  void next() {
    if (courier_.stopping_) return;
    const ClaimRequest request{1, courier_.settings_.timeout + kLeaseBeyondTimeout, kWait,
                               Claimer::courier};
    courier_.busy_.add(1);
    ticket_ = courier_.store_.claim(request, [self = shared_from_this()](auto claimed) {
      net::post(self->courier_.context_,
                [self, claimed = std::move(claimed)]() mutable { self->take(std::move(claimed)); });
    });
  }

  /// Ends a claim that waits; whatever else is going on goes on.
  void withdraw() {
    if (ticket_) courier_.store_.withdraw(*ticket_);
  }

 private:
  using Claimed = Store::Read<std::vector<ClaimedEntry>>;

  void take(Claimed claimed) {
    ticket_.reset();
    if (!claimed || claimed->empty()) {
      courier_.busy_.add(-1);
      return claimed ? next() : rest();
    }
    entry_ = std::move(claimed->front());
    if (courier_.stopping_) return settle(Settlement::Kind::release, {}, Millis{0});
    post();
  }

  void post() {
    PostPlan plan;
    plan.url = *parse_http_url(courier_.settings_.url);
    plan.timeout = courier_.settings_.timeout;
    plan.body = body_of(entry_);
    const std::int64_t unix_s = wall_clock().unix_ms / 1'000;
    plan.headers = {
        {"Content-Type", "application/json"},
        {"webhook-id", entry_.call_id},
        {"webhook-timestamp", std::to_string(unix_s)},
        {"webhook-signature", webhook_signature(courier_.key_, entry_.call_id, unix_s, plan.body)},
        {"Idempotency-Key", entry_.call_id},
        {"Hookswitch-Attempt", std::to_string(entry_.attempts)}};
    HttpPost(courier_.context_.get_executor(), std::move(plan),
             [self = shared_from_this()](const PostAnswer& answer) { self->settle(answer); })
        .start();
  }

  void settle(const PostAnswer& answer) {
    if (accepted(answer)) return settle(Settlement::Kind::ack, {}, Millis{0});
    const std::string status =
        answer.http_status == 0 ? "" : "HTTP " + std::to_string(answer.http_status) + ' ';
    const std::string reason = courier_.secrets_.hidden(status + answer.detail);
    log::warn("delivery failed", {{"call_id", entry_.call_id},
                                  {"attempts", std::to_string(entry_.attempts)},
                                  {"detail", reason}});
    settle(Settlement::Kind::nack, reason, Millis{answer.retry_after_s * 1'000LL});
  }

  void settle(Settlement::Kind kind, const std::string& reason, Millis pause) {
    const Settlement settlement{kind,   entry_.call_id, entry_.lease,
                                reason, pause,          Claimer::courier};
    courier_.store_.settle(settlement, [self = shared_from_this()](auto settled) {
      self->courier_.busy_.add(-1);
      // What the disk does not take comes again when the lease has run out.
      const bool well = settled && settled->settled == Settled::done;
      net::post(self->courier_.context_, [self, well] { well ? self->next() : self->rest(); });
    });
  }

  void rest() {
    pause_.expires_after(kPauseAfterTrouble);
    pause_.async_wait([self = shared_from_this()](const ErrorCode& error) {
      if (!error) self->next();
    });
  }

  Courier& courier_;
  net::steady_timer pause_;
  std::optional<ClaimTicket> ticket_;  ///< of the claim that waits
  ClaimedEntry entry_;
};

Courier::Courier(Store& store, DeliverySettings settings, Secrets secrets)
    : store_(store),
      settings_(std::move(settings)),
      secrets_(std::move(secrets)),
      key_(signing_key(settings_.secret)) {}

Courier::~Courier() { stop(); }

void Courier::start() {
  if (settings_.url.empty()) return;
  for (int i = 0; i < settings_.at_once; ++i) porters_.push_back(std::make_shared<Porter>(*this));
  thread_ = std::thread([this] {
    const auto stay = net::make_work_guard(context_);
    for (const auto& porter : porters_) porter->next();
    context_.run();
  });
}

void Courier::stop() {
  stopping_ = true;
  if (!thread_.joinable()) return;
  for (const auto& porter : porters_) net::post(context_, [porter] { porter->withdraw(); });
  busy_.wait_until_idle(kLastTries);
  context_.stop();
  thread_.join();
}

}  // namespace hookswitch::native
