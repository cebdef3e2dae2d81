#include "hookswitch/record/record.hpp"

#include <algorithm>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/base/utf8_prefix.hpp"

namespace hookswitch::record {
namespace {

void take(std::string& field, const std::string& told) {
  if (!told.empty()) field = told;
}

std::size_t text_of(const EventFact& event) { return event.event.size() + event.detail.size(); }

void note(Record& record, const EventFact& event) {
  if (!record.has_room_for(event)) {
    ++record.timeline_dropped;
    return;
  }
  record.timeline_text += text_of(event);
  record.timeline.push_back(event);
}

void put_turn(Record& record, const TurnFact& turn) {
  const TurnFact* const known = record.turn(turn.speaker, turn.turn_id);
  if (known == nullptr && (record.transcript.size() == Record::kMaxTurns ||
                           turn.turn_id.size() > record.room_for_turns())) {
    record.transcript_full = true;
    return;
  }
  record.transcript_text += known == nullptr ? turn.turn_id.size() : 0;
  record.transcript_text -= known == nullptr ? 0 : known->text.size();
  TurnFact& place =
      known == nullptr
          ? record.transcript.emplace_back()
          : record.transcript[static_cast<std::size_t>(known - record.transcript.data())];
  place = turn;
  if (place.text.size() > record.room_for_turns()) {
    place.text = utf8_prefix(turn.text, record.room_for_turns());
    record.transcript_full = true;
  }
  record.transcript_text += place.text.size();
}

void put_tool(Record& record, const ToolFact& tool) {
  if (record.tools.size() == Record::kMaxTools) return;
  ToolFact& kept = record.tools.emplace_back(tool);
  kept.arguments.resize(utf8_prefix(kept.arguments, record.room_for_arguments()).size());
  record.arguments += kept.arguments.size();
}

}  // namespace

const TurnFact* Record::turn(TurnSpeaker speaker, std::string_view turn_id) const {
  // Turns change while they are spoken: the one in question is nearly always among the last.
  const auto known = std::find_if(
      transcript.rbegin(), transcript.rend(),
      [&](const TurnFact& other) { return other.turn_id == turn_id && other.speaker == speaker; });
  return known == transcript.rend() ? nullptr : &*known;
}

bool Record::has_room_for(const EventFact& event) const {
  const std::size_t entries = end ? kMaxEvents : kMaxEvents - kEventsOfTheEnd;
  const std::size_t text = end ? kMaxTimelineText : kMaxTimelineText - kTimelineTextOfTheEnd;
  return timeline.size() < entries && timeline_text + text_of(event) <= text;
}

bool Record::is_news(const TurnFact& turn) const {
  const TurnFact* const known = this->turn(turn.speaker, turn.turn_id);
  if (known == nullptr)
    return !transcript_full ||
           (transcript.size() < kMaxTurns && turn.turn_id.size() <= room_for_turns());
  return known->text != turn.text || known->interrupted != turn.interrupted ||
         known->heard_ms != turn.heard_ms;
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
                 [&](const HangUpFact& told) { hang_up = told; },
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

}  // namespace hookswitch::record
