#include <algorithm>
#include <string>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::record {
namespace {

using wire::Json;
using wire::optional_integer_at;
using wire::part_or_empty;
using wire::text_or_empty;

/// A record with 2,000 events, 2,000 turns and 250 tools has 35,000.
constexpr std::size_t kMaxRecordNodes = 1 << 16;

/// Milliseconds of a call, or of the calendar; further away the document is damaged.
std::optional<std::int64_t> ms_at(const Json& document, std::string_view key) {
  const auto value = optional_integer_at(document, key);
  return value && *value >= -kMaxMs && *value <= kMaxMs ? value : std::nullopt;
}

std::uint64_t count_at(const Json& document, std::string_view key) {
  const auto value = optional_integer_at(document, key);
  return value && *value > 0 ? static_cast<std::uint64_t>(*value) : 0;
}

double real_at(const Json& document, std::string_view key) {
  const Json* const value = wire::find(document, key);
  return value != nullptr && value->is_number() ? value->get<double>() : 0;
}

bool flag_at(const Json& document, std::string_view key) {
  const Json* const value = wire::find(document, key);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

std::map<std::string, std::uint64_t> counts_at(const Json& document, std::string_view key) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& [name, times] : part_or_empty(document, key).items())
    if (times.is_number_unsigned()) counts[name] = times.get<std::uint64_t>();
  return counts;
}

std::optional<Errc> code_at(const Json& document, std::string_view key) {
  const auto wanted = optional_integer_at(document, key);
  const auto all = error_catalogue();
  const auto known = std::find_if(all.begin(), all.end(), [&](const ErrorInfo& each) {
    return wanted && number(each.code) == *wanted;
  });
  return known == all.end() ? std::nullopt : std::optional(known->code);
}

DirectionFigures direction_at(const Json& media, std::string_view key) {
  const Json& figures = part_or_empty(media, key);
  return {count_at(figures, "frames"),
          count_at(figures, "bytes"),
          ms_at(figures, "audio_ms").value_or(0),
          count_at(figures, "gaps"),
          ms_at(figures, "longest_gap_ms").value_or(0),
          ms_at(figures, "dropped_ms").value_or(0)};
}

void read_legs(const Json& document, Record& record) {
  const Json& carrier = part_or_empty(document, "carrier");
  record.created.dialect = text_or_empty(carrier, "dialect");
  record.created.profile = text_or_empty(carrier, "profile");
  record.carrier.call_id = text_or_empty(carrier, "call_id");
  record.carrier.stream_id = text_or_empty(carrier, "stream_id");
  record.carrier.from = text_or_empty(carrier, "from");
  record.carrier.to = text_or_empty(carrier, "to");
  record.carrier.format = text_or_empty(carrier, "format");
  for (const auto& [name, value] : part_or_empty(carrier, "parameters").items())
    if (value.is_string()) record.carrier.parameters[name] = value.get<std::string>();
  const Json& agent = part_or_empty(document, "agent");
  record.agent = {text_or_empty(agent, "dialect"), text_or_empty(agent, "session_id"),
                  text_or_empty(agent, "format")};
}

void read_end(const Json& document, Record& record) {
  const Json& end = part_or_empty(document, "end");
  const auto cause = call::end_cause_from_name(text_or_empty(end, "cause"));
  if (!cause) return;
  const auto ended = unix_ms_from_rfc3339(text_or_empty(document, "ended_at"));
  record.end = EndedFact{ended ? *ended - record.created.created_unix_ms : 0, *cause,
                         text_or_empty(end, "detail"), code_at(end, "code")};
}

void read_hang_up(const Json& document, Record& record) {
  const Json& hang_up = part_or_empty(document, "hang_up");
  const auto outcome = hang_up_outcome_from_name(text_or_empty(hang_up, "outcome"));
  if (!outcome) return;
  record.hang_up = HangUpFact{ms_at(hang_up, "at_ms").value_or(0), *outcome,
                              static_cast<std::int64_t>(count_at(hang_up, "attempts")),
                              optional_integer_at(hang_up, "http_status").value_or(0),
                              text_or_empty(hang_up, "detail")};
}

void read_milestones(const Json& document, Record& record) {
  for (const Json& entry : part_or_empty(document, "milestones"))
    if (const auto milestone = milestone_from_name(text_or_empty(entry, "name")))
      record.milestones[static_cast<std::size_t>(*milestone)] = ms_at(entry, "at_ms");
}

void read_timeline(const Json& document, Record& record) {
  for (const Json& entry : part_or_empty(document, "timeline")) {
    const auto at_ms = ms_at(entry, "at_ms");
    const auto from = origin_from_name(text_or_empty(entry, "from"));
    if (at_ms && from && record.timeline.size() < Record::kMaxEvents)
      record.timeline.push_back(
          {*at_ms, *from, text_or_empty(entry, "event"), text_or_empty(entry, "detail")});
  }
  record.timeline_dropped = count_at(document, "timeline_dropped");
}

void read_transcript(const Json& document, Record& record) {
  for (const Json& entry : part_or_empty(document, "transcript")) {
    const auto at_ms = ms_at(entry, "at_ms");
    const auto speaker = speaker_from_name(text_or_empty(entry, "speaker"));
    if (!at_ms || !speaker || record.transcript.size() == Record::kMaxTurns) continue;
    record.transcript.push_back({*at_ms,
                                 {},
                                 *speaker,
                                 text_or_empty(entry, "text"),
                                 flag_at(entry, "interrupted"),
                                 ms_at(entry, "heard_ms")});
    record.transcript_text += record.transcript.back().text.size();
  }
}

void read_tools(const Json& document, Record& record) {
  for (const Json& entry : part_or_empty(document, "tools"))
    if (record.tools.size() < Record::kMaxTools)
      record.tools.push_back({ms_at(entry, "at_ms").value_or(0),
                              {},
                              text_or_empty(entry, "name"),
                              text_or_empty(entry, "arguments"),
                              text_or_empty(entry, "result"),
                              flag_at(entry, "ok"),
                              ms_at(entry, "duration_ms").value_or(0)});
}

void read_media(const Json& document, Record& record) {
  const Json& media = part_or_empty(document, "media");
  const Json& jitter = part_or_empty(media, "jitter");
  MediaFact& fact = record.media;
  fact.in = direction_at(media, "in");
  fact.out = direction_at(media, "out");
  fact.jitter = {real_at(jitter, "mean_ms"), real_at(jitter, "p95_ms"), real_at(jitter, "max_ms")};
  fact.talk_ms = ms_at(document, "talk_ms").value_or(0);
  fact.oddities = counts_at(media, "oddities");
  // Records of an earlier version do not distinguish the two sides.
  const bool told_apart = wire::find(media, "carrier_oddities") != nullptr;
  fact.carrier_oddities = counts_at(media, told_apart ? "carrier_oddities" : "oddities");
  fact.last_in_ms = ms_at(media, "last_in_ms");
  fact.peak_in = std::nullopt;
}

void read_diagnosis(const Json& document, Record& record) {
  for (const Json& entry : part_or_empty(document, "diagnosis")) {
    const auto code = code_at(entry, "code");
    if (!code || record.diagnosis.size() == Record::kMaxDiagnoses) continue;
    record.diagnosis.push_back({*code, text_or_empty(entry, "evidence")});
    if (*code == Errc::transcript_full) record.transcript_full = true;
  }
}

}  // namespace

Result<Record> record_from_json(std::string_view text) {
  const auto document = wire::read_object(text, kMaxRecordNodes);
  if (!document) return tl::unexpected<Error>(document.error());
  Record record;
  record.created.id = text_or_empty(*document, "id");
  if (record.created.id.empty()) return fail(Errc::missing_field, "id");
  if (!part_or_empty(*document, "carrier").contains("dialect"))
    return fail(Errc::missing_field, "carrier");
  record.created.created_unix_ms =
      unix_ms_from_rfc3339(text_or_empty(*document, "created_at")).value_or(0);
  record.created.follows = text_or_empty(*document, "follows");
  read_legs(*document, record);
  read_end(*document, record);
  read_hang_up(*document, record);
  read_milestones(*document, record);
  read_timeline(*document, record);
  read_transcript(*document, record);
  read_tools(*document, record);
  read_media(*document, record);
  read_diagnosis(*document, record);
  return record;
}

}  // namespace hookswitch::record
