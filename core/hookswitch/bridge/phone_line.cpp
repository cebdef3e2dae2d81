#include "hookswitch/bridge/phone_line.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/bridge/session_plan.hpp"

namespace hookswitch::bridge {
namespace {

using record::HangUpOutcome;

constexpr Micros kFirstPause{100'000};
/// What is left of the bound for the record and the store.
constexpr Micros kReserve{200'000};
constexpr Micros kMinTry{100'000};

/// The service could not answer now: busy, overloaded, failing.
bool passes(int status) { return status == 408 || status == 429 || status / 100 == 5; }

}  // namespace

const carrier::HangUpApi* PhoneLine::api() const { return context_.config.carrier->hang_up_api(); }

std::string_view PhoneLine::url() const {
  const std::string_view configured = carrier::value_of(context_.config.account, carrier::kApiUrl);
  return configured.empty() ? api()->url : configured;
}

bool PhoneLine::can_hang_up() const {
  return api() != nullptr && !context_.config.account.empty() && !url().empty() &&
         !context_.log.record().carrier.call_id.empty();
}

Micros PhoneLine::before_close() const { return can_hang_up() ? api()->before_close : Micros{0}; }

Instant PhoneLine::deadline() const {
  return began_ + Micros{context_.config.bounds.end_to_gone} - kReserve;
}

void PhoneLine::hang_up() {
  if (state_ != State::idle || !can_hang_up()) return;
  began_ = context_.now;
  ask();
}

void PhoneLine::ask() {
  const Config& config = context_.config;
  const carrier::HangUpApi& vendor = *api();
  const Micros left = deadline() - context_.now;
  state_ = State::asked;
  ++attempts_;
  context_.event(record::Origin::bridge, record::TimelineEvent::phone_hang_up_sent,
                 "try " + std::to_string(attempts_));
  HangUpPhone request;
  request.request = vendor.request(config.account, url(), context_.log.record().carrier.call_id);
  if (vendor.claims) {
    const std::int64_t unix_ms = config.clock.unix_ms_at(context_.now);
    request.claims = vendor.claims(config.account, unix_ms / 1'000, uuid_v7(unix_ms, rng_));
    request.private_key = carrier::value_of(config.account, carrier::kPrivateKey);
  }
  // Half of the time is kept for another try: a request that was executed and not answered finds
  // the call over then.
  request.timeout = std::max(left / 2, kMinTry);
  context_.out.push(std::move(request));
}

void PhoneLine::on(const PhoneReplied& replied) {
  if (state_ != State::asked) return;
  const wire::HttpResponse& response = replied.response;
  if (response.status / 100 == 2) return finish(HangUpOutcome::hung_up, response.status, {});
  if (api()->was_over(response)) return finish(HangUpOutcome::was_over, response.status, {});
  if (passes(response.status))
    return retry_or(HangUpOutcome::failed, response.status, response.body);
  finish(HangUpOutcome::refused, response.status, response.body);
}

void PhoneLine::on(const PhoneNotReached& failed) {
  if (state_ == State::asked) retry_or(HangUpOutcome::failed, 0, failed.detail);
}

void PhoneLine::retry_or(HangUpOutcome outcome, int http_status, std::string_view detail) {
  const Micros pause = kFirstPause * (1 << std::min(attempts_ - 1, 4));
  if (context_.now + pause + kMinTry > deadline()) return finish(outcome, http_status, detail);
  last_status_ = http_status;
  last_detail_ = context_.log.clean(detail);
  state_ = State::pausing;
  context_.chores.arm(Chore::hang_up_phone, context_.now + pause);
}

void PhoneLine::give_up() {
  if (!is_busy()) return;
  finish(HangUpOutcome::unanswered, last_status_,
         last_detail_.empty() ? "no response in time" : std::string_view(last_detail_));
}

void PhoneLine::finish(HangUpOutcome outcome, int http_status, std::string_view detail) {
  state_ = State::done;
  context_.chores.disarm(Chore::hang_up_phone);
  CallLog& log = context_.log;
  log.fact(record::HangUpFact{log.at_ms(context_.now), outcome, attempts_, http_status,
                              log.clean(detail)});
  context_.event(record::Origin::carrier, record::TimelineEvent::phone_hung_up, to_string(outcome));
}

}  // namespace hookswitch::bridge
