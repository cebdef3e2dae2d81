#include "serve/call_events.hpp"

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::native {
namespace {

using wire::Json;

/// As in the record: null is what was never told.
Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

LiveEvent event(std::string_view name, const Json& data) { return {name, wire::to_text(data)}; }

}  // namespace

LiveEvent live_event(const std::string& call_id, const call::Fact& fact) {
  return std::visit(
      Overloaded{
          [&](const call::MilestoneFact& milestone) {
            return event("call.event", {{"call_id", call_id},
                                        {"at_ms", milestone.at_ms},
                                        {"from", "bridge"},
                                        {"event", call::to_string(milestone.milestone)},
                                        {"detail", ""},
                                        {"milestone", true}});
          },
          [&](const call::EventFact& seen) {
            return event("call.event", {{"call_id", call_id},
                                        {"at_ms", seen.at_ms},
                                        {"from", call::to_string(seen.from)},
                                        {"event", seen.event},
                                        {"detail", seen.detail}});
          },
          [&](const call::TurnFact& turn) {
            Json data{{"call_id", call_id},      {"at_ms", turn.at_ms},
                      {"turn_id", turn.turn_id}, {"speaker", call::to_string(turn.speaker)},
                      {"text", turn.text},       {"interrupted", turn.interrupted}};
            if (turn.heard_ms) data["heard_ms"] = *turn.heard_ms;
            return event("call.turn", data);
          },
          [](const auto&) { return LiveEvent{}; },
      },
      fact);
}

std::string to_json(const CallSummary& summary) {
  Json data{{"id", summary.id},
            {"state", summary.state},
            {"carrier",
             {{"dialect", summary.dialect},
              {"profile", text_or_null(summary.profile)},
              {"call_id", text_or_null(summary.carrier_call_id)},
              {"from", text_or_null(summary.from)},
              {"to", text_or_null(summary.to)}}},
            {"created_at", rfc3339(summary.created_ms)}};
  if (summary.ended_ms) data["ended_at"] = rfc3339(*summary.ended_ms);
  if (!summary.cause.empty()) data["cause"] = summary.cause;
  return wire::to_text(data);
}

std::string_view state_after(const call::Fact& fact) {
  if (std::holds_alternative<call::EndedFact>(fact)) return "ending";
  const auto* reached = std::get_if<call::MilestoneFact>(&fact);
  if (!reached) return {};
  if (reached->milestone == call::Milestone::answered) return "answered";
  if (reached->milestone == call::Milestone::started ||
      reached->milestone == call::Milestone::first_media_in)
    return "streaming";
  return {};
}

}  // namespace hookswitch::native
