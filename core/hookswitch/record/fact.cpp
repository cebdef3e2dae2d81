#include "hookswitch/record/fact.hpp"

#include <utility>

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::record {

void hide_secrets(Fact& fact, const Secrets& secrets) {
  const auto hide = [&](auto&... texts) { (secrets.hide_in(texts), ...); };
  std::visit(Overloaded{[&](CreatedFact& created) { hide(created.follows); },
                        [&](CarrierFact& carrier) {
                          hide(carrier.call_id, carrier.stream_id, carrier.from, carrier.to);
                          for (auto& [name, value] : carrier.parameters) hide(value);
                        },
                        [&](AgentFact& agent) { hide(agent.session_id); },
                        [&](EventFact& event) { hide(event.detail); },
                        [&](TurnFact& turn) { hide(turn.turn_id, turn.text); },
                        [&](ToolFact& tool) {
                          hide(tool.call_id, tool.name, tool.arguments, tool.result);
                        },
                        [&](DiagnosisFact& diagnosis) { hide(diagnosis.evidence); },
                        [&](EndedFact& ended) { hide(ended.detail); },
                        [&](HangUpFact& hang_up) { hide(hang_up.detail); }, [](MilestoneFact&) {},
                        [](MediaFact&) {}},
             fact);
}

EventFact event_fact(std::int64_t at_ms, Origin from, TimelineEvent event, std::string detail) {
  return {at_ms, from, std::string(to_string(event)), std::move(detail)};
}

std::string_view to_string(Milestone milestone) {
  switch (milestone) {
    case Milestone::answered:
      return "answered";
    case Milestone::socket_opened:
      return "socket_opened";
    case Milestone::started:
      return "started";
    case Milestone::first_media_in:
      return "first_media_in";
    case Milestone::agent_connected:
      return "agent_connected";
    case Milestone::agent_ready:
      return "agent_ready";
    case Milestone::first_caller_speech:
      return "first_caller_speech";
    case Milestone::first_agent_audio:
      return "first_agent_audio";
    case Milestone::first_audio_out:
      return "first_audio_out";
    case Milestone::stop_received:
      return "stop_received";
    case Milestone::carrier_closed:
      return "carrier_closed";
    case Milestone::agent_closed:
      return "agent_closed";
    case Milestone::count:
      break;
  }
  return "unknown";
}

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::carrier:
      return "carrier";
    case Origin::agent:
      return "agent";
    case Origin::bridge:
      return "bridge";
    case Origin::control:
      return "control";
  }
  return "bridge";
}

std::string_view to_string(TurnSpeaker speaker) {
  return speaker == TurnSpeaker::caller ? "caller" : "agent";
}

std::string_view to_string(HangUpOutcome outcome) {
  switch (outcome) {
    case HangUpOutcome::hung_up:
      return "hung_up";
    case HangUpOutcome::was_over:
      return "was_over";
    case HangUpOutcome::refused:
      return "refused";
    case HangUpOutcome::failed:
      return "failed";
    case HangUpOutcome::unanswered:
      return "unanswered";
  }
  return "unanswered";
}

std::optional<HangUpOutcome> hang_up_outcome_from_name(std::string_view name) {
  for (const HangUpOutcome outcome :
       {HangUpOutcome::hung_up, HangUpOutcome::was_over, HangUpOutcome::refused,
        HangUpOutcome::failed, HangUpOutcome::unanswered})
    if (to_string(outcome) == name) return outcome;
  return std::nullopt;
}

std::optional<Milestone> milestone_from_name(std::string_view name) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Milestone::count); ++i)
    if (to_string(static_cast<Milestone>(i)) == name) return static_cast<Milestone>(i);
  return std::nullopt;
}

std::optional<Origin> origin_from_name(std::string_view name) {
  for (const Origin origin : {Origin::carrier, Origin::agent, Origin::bridge, Origin::control})
    if (to_string(origin) == name) return origin;
  return std::nullopt;
}

std::optional<TurnSpeaker> speaker_from_name(std::string_view name) {
  for (const TurnSpeaker speaker : {TurnSpeaker::caller, TurnSpeaker::agent})
    if (to_string(speaker) == name) return speaker;
  return std::nullopt;
}

}  // namespace hookswitch::record
