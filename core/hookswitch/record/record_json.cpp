#include "hookswitch/record/record_json.hpp"

#include <algorithm>
#include <optional>

#include "hookswitch/audio/e_model.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::record {
namespace {

// Fields in the order of the schema: a record is read by people too.
using OrderedJson = nlohmann::ordered_json;

OrderedJson text(std::string_view value) { return OrderedJson(std::string(value)); }

/// When something happened, by the calendar.
OrderedJson calendar(const Record& record, std::optional<std::int64_t> at_ms) {
  if (!at_ms) return nullptr;
  return rfc3339(record.created.created_unix_ms + *at_ms);
}

OrderedJson carrier_json(const Record& record) {
  OrderedJson parameters = OrderedJson::object();
  for (const auto& [name, value] : record.carrier.parameters) parameters[name] = value;
  return {{"dialect", record.created.dialect},
          {"profile", wire::text_or_null<OrderedJson>(record.created.profile)},
          {"call_id", wire::text_or_null<OrderedJson>(record.carrier.call_id)},
          {"stream_id", wire::text_or_null<OrderedJson>(record.carrier.stream_id)},
          {"from", wire::text_or_null<OrderedJson>(record.carrier.from)},
          {"to", wire::text_or_null<OrderedJson>(record.carrier.to)},
          {"format", wire::text_or_null<OrderedJson>(record.carrier.format)},
          {"parameters", std::move(parameters)}};
}

OrderedJson agent_json(const Record& record) {
  return {{"dialect", wire::text_or_null<OrderedJson>(record.agent.dialect)},
          {"session_id", wire::text_or_null<OrderedJson>(record.agent.session_id)},
          {"format", wire::text_or_null<OrderedJson>(record.agent.format)}};
}

OrderedJson end_json(const Record& record) {
  if (!record.end) return nullptr;
  const EndedFact& end = *record.end;
  const auto code = end.code ? end.code : code_of(end.cause);
  return {{"cause", text(to_string(end.cause))},
          {"code", code ? OrderedJson(number(*code)) : OrderedJson(nullptr)},
          {"detail", end.detail},
          {"by", text(to_string(by_of(end.cause)))}};
}

OrderedJson hang_up_json(const Record& record) {
  if (!record.hang_up) return nullptr;
  const HangUpFact& hang_up = *record.hang_up;
  return {{"outcome", text(to_string(hang_up.outcome))},
          {"at_ms", hang_up.at_ms},
          {"attempts", hang_up.attempts},
          {"http_status",
           hang_up.http_status == 0 ? OrderedJson(nullptr) : OrderedJson(hang_up.http_status)},
          {"detail", hang_up.detail}};
}

OrderedJson milestones_json(const Record& record) {
  OrderedJson list = OrderedJson::array();
  for (std::size_t i = 0; i < record.milestones.size(); ++i) {
    OrderedJson entry{{"name", text(to_string(static_cast<Milestone>(i)))}};
    if (record.milestones[i])
      entry["at_ms"] = *record.milestones[i];
    else
      entry["missing"] = true;
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson timeline_json(const Record& record) {
  OrderedJson list = OrderedJson::array();
  for (const EventFact& event : record.timeline)
    list.push_back({{"at_ms", event.at_ms},
                    {"from", text(to_string(event.from))},
                    {"event", event.event},
                    {"detail", event.detail}});
  return list;
}

OrderedJson transcript_json(const Record& record) {
  std::vector<const TurnFact*> turns;
  for (const TurnFact& turn : record.transcript) turns.push_back(&turn);
  // Caller turns are understood after they were spoken: the order is that of speaking.
  std::stable_sort(turns.begin(), turns.end(),
                   [](const TurnFact* a, const TurnFact* b) { return a->at_ms < b->at_ms; });
  OrderedJson list = OrderedJson::array();
  for (const TurnFact* const turn : turns)
    list.push_back({{"at_ms", turn->at_ms},
                    {"speaker", text(to_string(turn->speaker))},
                    {"text", turn->text},
                    {"interrupted", turn->interrupted},
                    {"heard_ms", wire::value_or_null<OrderedJson>(turn->heard_ms)}});
  return list;
}

OrderedJson tools_json(const Record& record) {
  OrderedJson list = OrderedJson::array();
  for (const ToolFact& tool : record.tools)
    list.push_back({{"at_ms", tool.at_ms},
                    {"name", tool.name},
                    {"arguments", tool.arguments},
                    {"result", tool.result},
                    {"ok", tool.ok},
                    {"duration_ms", tool.duration_ms}});
  return list;
}

OrderedJson direction_json(const DirectionFigures& figures) {
  return {{"frames", figures.frames},
          {"bytes", figures.bytes},
          {"audio_ms", figures.audio_ms},
          {"gaps", figures.gaps},
          {"longest_gap_ms", figures.longest_gap_ms},
          {"dropped_ms", figures.dropped_ms}};
}

/// What a jitter buffer that held the 95th percentile of lateness would make of the caller's audio,
/// by the E-model; null when none came. TCP loses nothing.
OrderedJson mos_json(const MediaFact& media) {
  if (media.in.frames == 0) return nullptr;
  return to_hundredths(rate({kUnmeasuredDelayMs + media.jitter.p95_ms, 0}).mos);
}

OrderedJson counts_json(const std::map<std::string, std::uint64_t>& counts) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, times] : counts) json[name] = times;
  return json;
}

OrderedJson media_json(const MediaFact& media) {
  return {{"in", direction_json(media.in)},
          {"out", direction_json(media.out)},
          {"jitter",
           {{"mean_ms", media.jitter.mean_ms},
            {"p95_ms", media.jitter.p95_ms},
            {"max_ms", media.jitter.max_ms}}},
          {"last_in_ms", wire::value_or_null<OrderedJson>(media.last_in_ms)},
          {"mos", mos_json(media)},
          {"oddities", counts_json(media.oddities)},
          {"carrier_oddities", counts_json(media.carrier_oddities)}};
}

OrderedJson diagnosis_json(const Record& record) {
  OrderedJson list = OrderedJson::array();
  for (const DiagnosisFact& finding : record.diagnosis) {
    const ErrorInfo& known = info(finding.code);
    list.push_back({{"code", number(finding.code)},
                    {"name", text(known.name)},
                    {"title", text(known.title)},
                    {"cause", text(known.cause)},
                    {"remedy", text(known.remedy)},
                    {"evidence", finding.evidence}});
  }
  return list;
}

std::optional<std::int64_t> duration_ms(const Record& record) {
  if (!record.end) return std::nullopt;
  return record.end->at_ms - record.at(Milestone::answered).value_or(0);
}

/// As the list of live calls has it.
const char* state_of(const Record& record) {
  if (record.end) return "ending";
  if (record.at(Milestone::started)) return "streaming";
  return record.at(Milestone::socket_opened) ? "answered" : "created";
}

}  // namespace

std::string record_to_json(const Record& record, RecordOf which) {
  const auto ended = record.end ? std::optional(record.end->at_ms) : std::nullopt;
  const auto duration = duration_ms(record);
  OrderedJson json;
  json["id"] = record.created.id;
  json["schema"] = Record::kSchema;
  json["state"] = which == RecordOf::ended_call ? "ended" : state_of(record);
  json["follows"] = wire::text_or_null<OrderedJson>(record.created.follows);
  json["carrier"] = carrier_json(record);
  json["agent"] = agent_json(record);
  json["created_at"] = calendar(record, 0);
  json["answered_at"] = calendar(record, record.at(Milestone::answered));
  json["streaming_at"] = calendar(record, record.at(Milestone::started));
  json["ended_at"] = calendar(record, ended);
  json["duration_ms"] = wire::value_or_null<OrderedJson>(duration);
  json["talk_ms"] = record.media.talk_ms;
  json["end"] = end_json(record);
  json["hang_up"] = hang_up_json(record);
  json["milestones"] = milestones_json(record);
  json["timeline"] = timeline_json(record);
  json["timeline_dropped"] = record.timeline_dropped;
  json["transcript"] = transcript_json(record);
  json["tools"] = tools_json(record);
  json["media"] = media_json(record.media);
  json["recording"] = nullptr;
  json["diagnosis"] = diagnosis_json(record);
  return json.dump(-1, ' ', true, OrderedJson::error_handler_t::replace);
}

}  // namespace hookswitch::record
