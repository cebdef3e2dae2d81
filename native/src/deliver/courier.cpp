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
#include "store/queue_desk.hpp"

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
    courier_.store_.claim(request, [self = shared_from_this()](auto claimed) {
      net::post(self->courier_.context_,
                [self, claimed = std::move(claimed)]() mutable { self->take(std::move(claimed)); });
    });
  }

 private:
  using Claimed = Store::Read<std::vector<ClaimedEntry>>;

  void take(Claimed claimed) {
    if (!claimed) return rest();
    if (claimed->empty()) return next();
    if (courier_.stopping_) return;  // its lease is given up by the next start
    entry_ = std::move(claimed->front());
    courier_.add_busy(1);
    PostPlan plan;
    plan.url = *parse_http_url(courier_.settings_.url);
    plan.timeout = courier_.settings_.timeout;
    plan.body = body_of(entry_);
    const std::int64_t unix_s = calendar_ms() / 1'000;
    plan.headers = {
        {"Content-Type",      "application/json"             },
        {"webhook-id",        entry_.call_id                 },
        {"webhook-timestamp", std::to_string(unix_s)         },
        {"webhook-signature", webhook_signature(courier_.key_, entry_.call_id, unix_s, plan.body)},
        {"Idempotency-Key",             entry_.call_id                                 },
        {"Hookswitch-Attempt",   std::to_string(entry_.attempts)       }
    };
    HttpPost(courier_.context_.get_executor(), std::move(plan),
             [self = shared_from_this()](const PostAnswer& answer) { self->settle(answer); })
        .start();
  }

  void settle(const PostAnswer& answer) {
    Settlement settlement;
    settlement.call_id = entry_.call_id;
    settlement.lease = entry_.lease;
    if (!accepted(answer)) {
      const std::string status =
          answer.http_status == 0 ? "" : "HTTP " + std::to_string(answer.http_status) + ' ';
      settlement.kind = Settlement::Kind::nack;
      settlement.reason = status + answer.detail;
      settlement.pause = Millis{answer.retry_after_s * 1'000LL};
      log::warn("delivery failed", {
                                       {"call_id",  entry_.call_id                 },
                                       {"attempts", std::to_string(entry_.attempts)},
                                       {"detail",   settlement.reason              }
      });
    }
    courier_.store_.settle(settlement, [self = shared_from_this()](auto settled) {
      self->courier_.add_busy(-1);
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
  ClaimedEntry entry_;
};

Courier::Courier(Store& store, DeliverySettings settings)
    : store_(store), settings_(std::move(settings)), key_(signing_key(settings_.secret)) {}

Courier::~Courier() { stop(); }

void Courier::add_busy(int change) {
  const std::lock_guard lock(mutex_);
  busy_ += change;
  if (busy_ == 0) idle_.notify_all();
}

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
  {
    std::unique_lock lock(mutex_);
    idle_.wait_for(lock, kLastTries, [this] { return busy_ == 0; });
  }
  context_.stop();
  thread_.join();
}

}  // namespace hookswitch::native
