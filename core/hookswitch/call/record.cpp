#include "hookswitch/call/record.hpp"

#include <algorithm>

#include "hookswitch/base/overloaded.hpp"

namespace hookswitch::call {
namespace {

void take(std::string& field, const std::string& told) {
  if (!told.empty()) field = told;
}

void note(Record& record, const EventFact& event) {
  if (record.has_room_for_event())
    record.timeline.push_back(event);
  else
    ++record.timeline_dropped;
}

void put_turn(Record& record, const TurnFact& turn) {
  if (const TurnFact* const known = record.turn(turn.speaker, turn.turn_id))
    record.transcript[static_cast<std::size_t>(known - record.transcript.data())] = turn;
  else if (record.transcript.size() < Record::kMaxTurns)
    record.transcript.push_back(turn);
  else
    record.transcript_full = true;
}

void put_tool(Record& record, const ToolFact& tool) {
  if (record.tools.size() < Record::kMaxTools) record.tools.push_back(tool);
}

}  // namespace

const TurnFact* Record::turn(TurnSpeaker speaker, std::string_view turn_id) const {
  // Turns change while they are spoken: the one in question is nearly always among the last.
  const auto known = std::find_if(
      transcript.rbegin(), transcript.rend(),
      [&](const TurnFact& other) { return other.turn_id == turn_id && other.speaker == speaker; });
  return known == transcript.rend() ? nullptr : &*known;
}

void Record::apply(const Fact& fact) {
  std::visit(Overloaded{
                 [&](const CreatedFact& told) { created = told; },
                 [&](const CarrierFact& told) {
                   take(carrier.call_id, told.call_id);
                   take(carrier.stream_id, told.stream_id);
                   take(carrier.from, told.from);
                   take(carrier.to, told.to);
                   take(carrier.format, told.format);
                   for (const auto& [name, value] : told.parameters)
                     carrier.parameters[name] = value;
                 },
                 [&](const AgentFact& told) {
                   take(agent.dialect, told.dialect);
                   take(agent.session_id, told.session_id);
                   take(agent.format, told.format);
                 },
                 [&](const MilestoneFact& told) {
                   auto& at = milestones[static_cast<std::size_t>(told.milestone)];
                   if (!at) at = told.at_ms;
                 },
                 [&](const EventFact& told) { note(*this, told); },
                 [&](const TurnFact& told) { put_turn(*this, told); },
                 [&](const ToolFact& told) { put_tool(*this, told); },
                 [&](const MediaFact& told) {
                   media = told;
                   timeline_dropped = std::max(timeline_dropped, told.timeline_dropped);
                 },
                 [&](const DiagnosisFact& told) {
                   if (diagnosis.size() < kMaxDiagnoses) diagnosis.push_back(told);
                 },
                 [&](const EndedFact& told) {
                   if (!end)
                     end = told;
                   else
                     note(*this, EventFact{told.at_ms, Origin::bridge,
                                           std::string(to_string(told.cause)), told.detail});
                 },
             },
             fact);
}

}  // namespace hookswitch::call
