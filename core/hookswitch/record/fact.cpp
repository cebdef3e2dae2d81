#include "hookswitch/record/fact.hpp"

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::record {

void hide_secrets(Fact& fact, const Secrets& secrets) {
  const auto hide = [&](auto&... texts) { (secrets.hide_in(texts), ...); };
  std::visit(
      Overloaded{
          [&](CreatedFact& created) { hide(created.follows); },
          [&](CarrierFact& carrier) {
            hide(carrier.call_id, carrier.stream_id, carrier.from, carrier.to);
            for (auto& [name, value] : carrier.parameters) hide(value);
          },
          [&](AgentFact& agent) { hide(agent.session_id); },
          [&](EventFact& event) { hide(event.detail); },
          [&](TurnFact& turn) { hide(turn.turn_id, turn.text); },
          [&](ToolFact& tool) { hide(tool.call_id, tool.name, tool.arguments, tool.result); },
          [&](DiagnosisFact& diagnosis) { hide(diagnosis.evidence); },
          [&](EndedFact& ended) { hide(ended.detail); }, [](MilestoneFact&) {}, [](MediaFact&) {}},
      fact);
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

}  // namespace hookswitch::record
