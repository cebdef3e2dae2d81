#include "deliver/delivery_service.hpp"

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

namespace hookswitch::deliver {
namespace {

constexpr Millis kWait{20'000};  ///< for an entry; then it claims again
constexpr Millis kLeaseBeyondTimeout{30'000};
constexpr Millis kPauseAfterTrouble{1'000};

/// The record goes in as it is stored, so that every try has the same body.
std::string body_of(const store::ClaimedEntry& entry) {
  return R"({"type":"call.ended","timestamp":")" + rfc3339(entry.enqueued_ms) + R"(","data":)" +
         entry.record + '}';
}

bool accepted(const net::PostAnswer& answer) {
  return answer.http_status >= 200 && answer.http_status < 300;
}

}  // namespace

class DeliveryService::Worker : public std::enable_shared_from_this<Worker> {
 public:
  explicit Worker(DeliveryService& service) : service_(service), pause_(service.context_) {}

  /// Everything below runs on the service's thread.
  void next() {
    if (service_.stopping_) return;
    const store::ClaimRequest request{1, service_.settings_.timeout + kLeaseBeyondTimeout, kWait,
                                      store::Claimer::delivery};
    service_.busy_.add(1);
    ticket_ = service_.store_.claim(request, [self = shared_from_this()](auto claimed) {
      asio::post(self->service_.context_, [self, claimed = std::move(claimed)]() mutable {
        self->take(std::move(claimed));
      });
    });
  }

  /// Ends a claim that waits; everything else continues.
  void withdraw() {
    if (ticket_) service_.store_.withdraw(*ticket_);
  }

 private:
  using Claimed = store::Store::ReadResult<std::vector<store::ClaimedEntry>>;

  void take(Claimed claimed) {
    ticket_.reset();
    if (!claimed || claimed->empty()) {
      service_.busy_.add(-1);
      return claimed ? next() : rest();
    }
    entry_ = std::move(claimed->front());
    if (service_.stopping_) return settle(store::Settlement::Kind::release, {}, Millis{0});
    post();
  }

  void post() {
    net::PostPlan plan;
    plan.url = *net::parse_http_url(service_.settings_.url);
    plan.timeout = service_.settings_.timeout;
    plan.body = body_of(entry_);
    const std::int64_t unix_s = system::wall_clock().unix_ms / 1'000;
    plan.headers = {
        {"Content-Type", "application/json"},
        {"webhook-id", entry_.call_id},
        {"webhook-timestamp", std::to_string(unix_s)},
        {"webhook-signature", webhook_signature(service_.key_, entry_.call_id, unix_s, plan.body)},
        {"Idempotency-Key", entry_.call_id},
        {"Hookswitch-Attempt", std::to_string(entry_.attempts)}};
    net::HttpPost(
        service_.context_.get_executor(), std::move(plan),
        [self = shared_from_this()](const net::PostAnswer& answer) { self->settle(answer); })
        .start();
  }

  void settle(const net::PostAnswer& answer) {
    if (accepted(answer)) return settle(store::Settlement::Kind::ack, {}, Millis{0});
    const std::string status =
        answer.http_status == 0 ? "" : "HTTP " + std::to_string(answer.http_status) + ' ';
    const std::string reason = service_.secrets_.hidden(status + answer.detail);
    log::warn("delivery failed", {{"call_id", entry_.call_id},
                                  {"attempts", std::to_string(entry_.attempts)},
                                  {"detail", reason}});
    settle(store::Settlement::Kind::nack, reason, Millis{answer.retry_after_s * 1'000LL});
  }

  void settle(store::Settlement::Kind kind, const std::string& reason, Millis pause) {
    const store::Settlement settlement{kind,   entry_.call_id, entry_.lease,
                                       reason, pause,          store::Claimer::delivery};
    service_.store_.settle(settlement, [self = shared_from_this()](auto settled) {
      self->service_.busy_.add(-1);
      // What cannot be written is claimable again when the lease has expired.
      const bool well = settled && settled->settled == store::Settled::done;
      asio::post(self->service_.context_, [self, well] { well ? self->next() : self->rest(); });
    });
  }

  void rest() {
    pause_.expires_after(kPauseAfterTrouble);
    pause_.async_wait([self = shared_from_this()](const net::ErrorCode& error) {
      if (!error) self->next();
    });
  }

  DeliveryService& service_;
  asio::steady_timer pause_;
  std::optional<store::ClaimTicket> ticket_;  ///< of the claim that waits
  store::ClaimedEntry entry_;
};

DeliveryService::DeliveryService(store::Store& store, Settings settings, Secrets secrets)
    : store_(store),
      settings_(std::move(settings)),
      secrets_(std::move(secrets)),
      key_(signing_key(settings_.secret)) {}

DeliveryService::~DeliveryService() { stop(); }

void DeliveryService::start() {
  if (settings_.url.empty()) return;
  for (int i = 0; i < settings_.at_once; ++i) workers_.push_back(std::make_shared<Worker>(*this));
  thread_ = std::thread([this] {
    const auto stay = asio::make_work_guard(context_);
    for (const auto& worker : workers_) worker->next();
    context_.run();
  });
}

void DeliveryService::stop() {
  stopping_ = true;
  if (!thread_.joinable()) return;
  for (const auto& worker : workers_) asio::post(context_, [worker] { worker->withdraw(); });
  busy_.wait_until_idle(kLastTries);
  context_.stop();
  thread_.join();
}

}  // namespace hookswitch::deliver
