#include "hookswitch/doctor/conformance.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/doctor/carrier_facts.hpp"
#include "hookswitch/doctor/obligations.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::doctor {
namespace {

// Fields in the order of docs/conformance.md: a report is read by people too.
using Json = nlohmann::ordered_json;
using record::EventFact;
using record::Record;
using record::TimelineEvent;
using wire::text_or_null;
using wire::value_or_null;

Json carrier_json(const Record& record, const CarrierFacts& facts) {
  return {{"vendor", facts.row ? Json(std::string(facts.row->vendor)) : Json(nullptr)},
          {"dialect", record.created.dialect},
          {"profile", text_or_null<Json>(record.created.profile)},
          {"call_id", text_or_null<Json>(record.carrier.call_id)},
          {"stream_id", text_or_null<Json>(record.carrier.stream_id)},
          {"format", text_or_null<Json>(record.carrier.format)}};
}

Json end_json(const Record& record) {
  if (!record.end) return nullptr;
  return {{"cause", std::string(to_string(record.end->cause))},
          {"by", std::string(to_string(by_of(record.end->cause)))},
          {"detail", record.end->detail}};
}

/// When something happened, by the calendar; a document of another origin may not say.
Json calendar(const Record& record, std::optional<std::int64_t> at_ms) {
  if (!at_ms || record.created.created_unix_ms == 0) return nullptr;
  return rfc3339(record.created.created_unix_ms + *at_ms);
}

/// What was seen of the carrier's socket. What the caller typed may be a secret.
Json timeline_json(const Record& record) {
  Json list = Json::array();
  for (const EventFact& event : record.timeline)
    if (event.from == record::Origin::carrier || event.event.starts_with("carrier_") ||
        event.is(TimelineEvent::ended))
      list.push_back({{"at_ms", event.at_ms},
                      {"from", std::string(to_string(event.from))},
                      {"event", event.event},
                      {"detail", event.is(TimelineEvent::digit) ? "" : event.detail}});
  return list;
}

}  // namespace

Result<std::string> conformance_json(std::string_view record_json) {
  const auto record = record::record_from_json(record_json);
  if (!record) return tl::unexpected<Error>(record.error());
  const CarrierFacts facts(*record);

  std::array<int, kVerdicts.size()> counts{};
  Json list = Json::array();
  if (facts.row)
    for (const Obligation& it : obligations()) {
      const Judgement judged = it.judge(facts);
      const auto verdict = static_cast<std::size_t>(judged.verdict);
      ++counts[verdict];
      list.push_back({{"name", std::string(it.name)},
                      {"owed", std::string(it.owed)},
                      {"verdict", std::string(kVerdicts[verdict])},
                      {"at_ms", value_or_null<Json>(judged.at)},
                      {"delay_ms", value_or_null<Json>(judged.delay)},
                      {"limit_ms", value_or_null<Json>(judged.limit)},
                      {"evidence", judged.evidence}});
    }
  const auto counted = [&](Verdict verdict) { return counts[static_cast<std::size_t>(verdict)]; };
  const bool deviates = counted(Verdict::missing) > 0 || counted(Verdict::late) > 0;

  Json json;
  json["report"] = "conformance";
  json["schema"] = 1;
  json["call_id"] = record->created.id;
  json["carrier"] = carrier_json(*record, facts);
  json["created_at"] = calendar(*record, 0);
  json["ended_at"] =
      calendar(*record, record->end ? std::optional(record->end->at_ms) : std::nullopt);
  json["end"] = end_json(*record);
  json["verdict"] = deviates ? "deviates" : counted(Verdict::kept) > 0 ? "conforms" : "unknown";
  Json counts_json = Json::object();
  for (std::size_t i = 0; i < kVerdicts.size(); ++i)
    counts_json[std::string(kVerdicts[i])] = counts[i];
  json["counts"] = std::move(counts_json);
  json["obligations"] = std::move(list);
  json["timeline"] = timeline_json(*record);
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace hookswitch::doctor
