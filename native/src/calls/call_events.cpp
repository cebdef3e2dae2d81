#include "calls/call_events.hpp"

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::calls {
namespace {

using wire::Json;

LiveEvent event(std::string_view name, const Json& data) { return {name, wire::to_text(data)}; }

}  // namespace

LiveEvent live_event(const std::string& call_id, const record::Fact& fact) {
  return std::visit(Overloaded{
                        [&](const record::MilestoneFact& milestone) {
                          return event("call.event", {{"call_id", call_id},
                                                      {"at_ms", milestone.at_ms},
                                                      {"from", "bridge"},
                                                      {"event", to_string(milestone.milestone)},
                                                      {"detail", ""},
                                                      {"milestone", true}});
                        },
                        [&](const record::EventFact& seen) {
                          return event("call.event", {{"call_id", call_id},
                                                      {"at_ms", seen.at_ms},
                                                      {"from", to_string(seen.from)},
                                                      {"event", seen.event},
                                                      {"detail", seen.detail}});
                        },
                        [&](const record::TurnFact& turn) {
                          Json data{{"call_id", call_id},      {"at_ms", turn.at_ms},
                                    {"turn_id", turn.turn_id}, {"speaker", to_string(turn.speaker)},
                                    {"text", turn.text},       {"interrupted", turn.interrupted}};
                          if (turn.heard_ms) data["heard_ms"] = *turn.heard_ms;
                          return event("call.turn", data);
                        },
                        [](const auto&) { return LiveEvent{}; },
                    },
                    fact);
}

std::string to_json(const store::CallSummary& summary) {
  Json data{{"id", summary.id},
            {"state", summary.state},
            {"carrier",
             {{"dialect", summary.dialect},
              {"profile", wire::text_or_null(summary.profile)},
              {"call_id", wire::text_or_null(summary.carrier_call_id)},
              {"from", wire::text_or_null(summary.from)},
              {"to", wire::text_or_null(summary.to)}}},
            {"created_at", rfc3339(summary.created_ms)}};
  if (summary.ended_ms) data["ended_at"] = rfc3339(*summary.ended_ms);
  if (!summary.cause.empty()) data["cause"] = summary.cause;
  return wire::to_text(data);
}

std::string_view state_after(const record::Fact& fact) {
  if (std::holds_alternative<record::EndedFact>(fact)) return "ending";
  const auto* reached = std::get_if<record::MilestoneFact>(&fact);
  if (!reached) return {};
  if (reached->milestone == record::Milestone::answered) return "answered";
  if (reached->milestone == record::Milestone::started ||
      reached->milestone == record::Milestone::first_media_in)
    return "streaming";
  return {};
}

}  // namespace hookswitch::calls
