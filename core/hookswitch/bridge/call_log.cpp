#include "hookswitch/bridge/call_log.hpp"

#include <utility>

namespace hookswitch::bridge {

void CallLog::begin() {
  if (is_probe_ || std::exchange(begun_, true)) return;
  for (record::Fact& fact : std::exchange(held_, {})) out_->push(Journal{std::move(fact)});
}

void CallLog::fact(record::Fact fact) {
  if (closed_) return;
  record::hide_secrets(fact, secrets_);
  // A record is bounded: what exceeds it, or changes nothing, is not journalled either.
  const auto* const event = std::get_if<record::EventFact>(&fact);
  const auto* const turn = std::get_if<record::TurnFact>(&fact);
  const bool kept = event ? record_.has_room_for(*event) : !turn || record_.is_news(*turn);
  record_.apply(fact);
  if (!kept) return;
  if (begun_)
    out_->push(Journal{std::move(fact)});
  else
    held_.push_back(std::move(fact));
}

void CallLog::milestone(record::Milestone milestone, Instant now) {
  if (!record_.at(milestone)) fact(record::MilestoneFact{milestone, at_ms(now)});
}

void CallLog::event(record::Origin from, record::TimelineEvent event, std::string_view detail,
                    Instant now) {
  entry(from, to_string(event), detail, now);
}

void CallLog::later_cause(record::Origin from, call::EndCause cause, std::string_view detail,
                          Instant now) {
  entry(from, to_string(cause), detail, now);
}

void CallLog::entry(record::Origin from, std::string_view name, std::string_view detail,
                    Instant now) {
  fact(record::EventFact{at_ms(now), from, std::string(name), clean(detail)});
}

void CallLog::anomaly(record::Origin from, Errc code, std::string_view detail, Instant now) {
  const std::uint64_t in_all = ++anomalies_[code];
  const bool of_carrier = from == record::Origin::carrier;
  const std::uint64_t of_this_side =
      of_carrier ? ++carrier_anomalies_[code]
                 : in_all - (carrier_anomalies_.count(code) ? carrier_anomalies_.at(code) : 0);
  if (of_this_side == 1) entry(from, to_string(code), detail, now);
}

std::string CallLog::clean(std::string_view text) const {
  // Longer than what is kept by one secret, so that none is cut in half before it is found.
  std::string cleaned = secrets_.hidden(text.substr(0, kMaxDetail + secrets_.longest()));
  if (cleaned.size() > kMaxDetail) cleaned.resize(kMaxDetail);
  return cleaned;
}

}  // namespace hookswitch::bridge
