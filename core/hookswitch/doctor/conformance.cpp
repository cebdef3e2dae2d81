#include "hookswitch/doctor/conformance.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/doctor/conformance_facts.hpp"
#include "hookswitch/doctor/diagnosis.hpp"

namespace hookswitch::doctor {
namespace {

// Fields in the order of docs/conformance.md: a report is read by people too.
using Json = nlohmann::ordered_json;

enum class Verdict : std::uint8_t { kept, late, missing, not_owed, unknown };
constexpr std::array<std::string_view, 5> kVerdicts{"kept", "late", "missing", "not_owed",
                                                    "unknown"};

struct Obligation {
  std::string_view name;
  std::string_view owed;  ///< a sentence
  Verdict verdict = Verdict::unknown;
  std::string evidence{};
  std::optional<std::int64_t> at{}, delay{}, limit{};
};

// Limits of ours: protocols say "first" and "then", not how soon.
constexpr std::int64_t kSocketMs = 5'000, kStartMs = 1'000, kMediaMs = 2'000, kCloseMs = 1'000,
                       kGapMs = 1'000, kStopMs = doctor::kStopAllowanceMs;
constexpr std::int64_t kEnoughMs = 1'000;  ///< of a stream, before its audio is missed
constexpr std::int64_t kOwedPercent = 95;  ///< of the audio that the time between first and last is

std::string ms(std::int64_t value) { return std::to_string(value) + " ms"; }

/// `what` came at `at`, counted from `since`.
void judge(Obligation& it, std::int64_t at, std::int64_t since, std::int64_t limit,
           std::string_view after) {
  it.at = at;
  it.delay = at - since;
  it.limit = limit;
  it.verdict = at - since <= limit ? Verdict::kept : Verdict::late;
  it.evidence = ms(at - since) + " after " + std::string(after);
}

Obligation& none(Obligation& it, Verdict verdict, std::string evidence) {
  it.verdict = verdict;
  it.evidence = std::move(evidence);
  return it;
}

Obligation socket_of(const CarrierFacts& facts) {
  Obligation it{"socket", "A media socket is opened once the call is answered."};
  if (facts.socket)
    judge(it, *facts.socket, facts.answered.value_or(*facts.socket), kSocketMs, "the answer");
  else if (facts.answered)
    none(it, Verdict::missing, "answered at " + ms(*facts.answered) + ", no socket");
  else
    none(it, Verdict::unknown, "it is not known that the call was answered");
  return it;
}

Obligation start_of(const CarrierFacts& facts) {
  Obligation it{"start", "The first message on the socket starts the stream."};
  if (!facts.traits.has_start) return none(it, Verdict::not_owed, "the dialect has none");
  if (!facts.socket) return none(it, Verdict::not_owed, "there was no socket");
  if (facts.started)
    judge(it, *facts.started, *facts.socket, kStartMs, "the socket");
  else if (!facts.ended)
    none(it, Verdict::unknown, "the call is live");
  else
    none(it, Verdict::missing, "none in " + ms(facts.ended_at - *facts.socket));
  return it;
}

Obligation order_of(const CarrierFacts& facts) {
  Obligation it{"order", "One start message, and no audio before it."};
  if (!facts.socket || !facts.traits.has_start)
    return none(it, Verdict::not_owed, "there was nothing to keep in order");
  std::string wrong;
  if (facts.before_start > 0)
    wrong = std::to_string(facts.before_start) + " media before the start";
  if (facts.second_starts > 0)
    wrong += (wrong.empty() ? "" : ", ") + std::to_string(facts.second_starts) + " further starts";
  if (!wrong.empty()) return none(it, Verdict::missing, wrong);
  return none(it, facts.started ? Verdict::kept : Verdict::unknown,
              facts.started ? "as owed" : "no start");
}

Obligation first_media_of(const CarrierFacts& facts) {
  Obligation it{"first_media", "Audio follows the start at once, silence included."};
  if (!facts.started) return none(it, Verdict::not_owed, "the stream did not start");
  if (facts.first_media)
    judge(it, *facts.first_media, *facts.started, kMediaMs, "the start");
  else if (!facts.ended || facts.ended_at - *facts.started < kEnoughMs)
    none(it, Verdict::unknown, "the stream was too short to judge");
  else
    none(it, Verdict::missing, "none in " + ms(facts.ended_at - *facts.started));
  return it;
}

Obligation cadence_of(const CarrierFacts& facts) {
  Obligation it{"cadence", "Audio comes evenly and without gaps for as long as the stream is up."};
  if (!facts.first_media || !facts.last_media)
    return none(
        it, facts.first_media ? Verdict::unknown : Verdict::not_owed,
        facts.first_media ? "the record does not contain the time of the last audio" : "no audio");
  const std::int64_t span = *facts.last_media - *facts.first_media;
  if (span < kEnoughMs) return none(it, Verdict::unknown, "too little audio to judge");
  const std::int64_t percent = facts.audio_ms * 100 / span;
  it.evidence = ms(facts.audio_ms) + " of audio in " + ms(span) + ", " +
                std::to_string(facts.gaps) + " gaps of 100 ms or more, the longest " +
                ms(facts.longest_gap_ms);
  it.limit = kGapMs;
  it.delay = facts.longest_gap_ms;
  it.verdict = percent < kOwedPercent          ? Verdict::missing
               : facts.longest_gap_ms > kGapMs ? Verdict::late
                                               : Verdict::kept;
  return it;
}

Obligation messages_of(const CarrierFacts& facts) {
  Obligation it{"messages", "Every message is one that the dialect has."};
  if (!facts.socket) return none(it, Verdict::not_owed, "there was no socket");
  if (facts.was_turned_out()) return none(it, Verdict::missing, facts.detail);
  if (facts.malformed > 0) return none(it, Verdict::missing, facts.malformed_names);
  return none(it, facts.frames > 0 || facts.started ? Verdict::kept : Verdict::unknown,
              std::to_string(facts.frames) + " media messages, all well formed");
}

Obligation marks_of(const CarrierFacts& facts) {
  Obligation it{"marks", "A mark comes back when the audio before it has been played."};
  if (!facts.traits.acknowledges_marks)
    return none(it, Verdict::not_owed, "the dialect does not have them in this sense");
  if (facts.marks_sent == 0) return none(it, Verdict::not_owed, "none was sent");
  const bool all = facts.marks_played >= facts.marks_sent;
  // The bridge marks its goodbye and ends the call when that must have been played.
  const bool was_due = facts.cause == "goodbye";
  return none(it,
              all       ? Verdict::kept
              : was_due ? Verdict::missing
                        : Verdict::unknown,
              std::to_string(facts.marks_played) + " of " + std::to_string(facts.marks_sent) +
                  " came back" + (all || was_due ? "" : "; the audio before it was not over yet"));
}

Obligation stop_of(const CarrierFacts& facts) {
  Obligation it{"stop", "A stop message tells that the call is over."};
  if (!facts.traits.owes_stop) return none(it, Verdict::not_owed, "the dialect has none");
  if (!facts.started) return none(it, Verdict::not_owed, "the stream did not start");
  if (facts.stop) {
    judge(it, *facts.stop, facts.last_media.value_or(*facts.stop), kStopMs, "the last audio");
    return it;
  }
  if (!facts.ended || facts.crashed)
    return none(it, Verdict::unknown, "the bridge was not running");
  if (facts.was_turned_out())
    return none(it, Verdict::not_owed,
                "the bridge had closed the socket because of what it had received");
  if (!facts.carrier_left())
    return none(it, Verdict::not_owed, "the call was ended by the " + facts.by);
  if (facts.cause == "hang_up_webhook" &&
      facts.ended_at - facts.last_media.value_or(*facts.started) <= kStopMs)
    return none(it, Verdict::unknown, "a hang-up webhook ended the call first");
  std::string evidence = "none";
  if (facts.last_media)
    evidence += " in " + ms(facts.ended_at - *facts.last_media) + " after the last audio";
  return none(it, Verdict::missing, evidence + "; the call ended by " + facts.cause);
}

Obligation close_of(const CarrierFacts& facts) {
  Obligation it{"close", "The socket is closed at the end of the call, and our close is answered."};
  if (!facts.traits.owes_close) return none(it, Verdict::not_owed, "the dialect promises none");
  if (!facts.socket) return none(it, Verdict::not_owed, "there was no socket");
  if (!facts.ended || facts.crashed)
    return none(it, Verdict::unknown, "the bridge was not running");
  if (facts.dropped) {
    it.at = facts.dropped;
    return none(it, Verdict::missing,
                "no answer to our close in " +
                    ms(*facts.dropped - facts.close_sent.value_or(facts.ended_at)) + ": dropped");
  }
  if (!facts.closed) return none(it, Verdict::unknown, "the record does not say");
  if (facts.cause == "media_silence") {
    it.at = facts.closed;
    return none(it, Verdict::missing,
                "left open in silence until we closed it; our close was answered");
  }
  if (facts.was_turned_out())
    return none(it, Verdict::not_owed,
                "the bridge closed it because of what it had received: " + facts.detail);
  if (facts.close_sent) {
    judge(it, *facts.closed, *facts.close_sent, kCloseMs, "our close");
    return it;
  }
  const bool in_error = facts.cause == "carrier_lost";
  judge(it, *facts.closed, facts.stop.value_or(facts.last_media.value_or(*facts.closed)), kCloseMs,
        facts.stop ? "the stop" : "the last audio");
  if (!in_error) return it;
  if (facts.close_detail.starts_with("close code 1006"))
    return none(it, Verdict::missing, "the connection broke: " + facts.close_detail);
  it.evidence += "; with an error: " + facts.close_detail;
  return it;
}

Json value_or_null(std::optional<std::int64_t> value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(std::string text) { return text.empty() ? Json(nullptr) : Json(std::move(text)); }

Json obligations_json(const std::vector<Obligation>& all) {
  Json list = Json::array();
  for (const Obligation& it : all)
    list.push_back({{"name", std::string(it.name)},
                    {"owed", std::string(it.owed)},
                    {"verdict", std::string(kVerdicts[static_cast<std::size_t>(it.verdict)])},
                    {"at_ms", value_or_null(it.at)},
                    {"delay_ms", value_or_null(it.delay)},
                    {"limit_ms", value_or_null(it.limit)},
                    {"evidence", it.evidence}});
  return list;
}

}  // namespace

Result<std::string> conformance_json(std::string_view record_json) {
  const auto record = wire::read_object(record_json);
  if (!record) return tl::unexpected<Error>(record.error());
  if (text_in(*record, "id").empty()) return fail(Errc::missing_field, "id");
  if (!part_of(*record, "carrier").contains("dialect")) return fail(Errc::missing_field, "carrier");
  const CarrierFacts facts(*record);
  std::vector<Obligation> all;
  if (facts.row)
    all = {socket_of(facts),      start_of(facts),   order_of(facts),
           first_media_of(facts), cadence_of(facts), messages_of(facts),
           marks_of(facts),       stop_of(facts),    close_of(facts)};

  std::array<int, kVerdicts.size()> counts{};
  for (const Obligation& it : all) ++counts[static_cast<std::size_t>(it.verdict)];
  const auto counted = [&](Verdict verdict) { return counts[static_cast<std::size_t>(verdict)]; };
  const bool deviates = counted(Verdict::missing) > 0 || counted(Verdict::late) > 0;
  Json json;
  json["report"] = "conformance";
  json["schema"] = 1;
  json["call_id"] = text_in(*record, "id");
  const wire::Json& carrier = part_of(*record, "carrier");
  json["carrier"] = {{"vendor", facts.row ? Json(std::string(facts.row->vendor)) : Json(nullptr)},
                     {"dialect", text_in(carrier, "dialect")},
                     {"profile", text_or_null(text_in(carrier, "profile"))},
                     {"call_id", text_or_null(text_in(carrier, "call_id"))},
                     {"stream_id", text_or_null(text_in(carrier, "stream_id"))},
                     {"format", text_or_null(text_in(carrier, "format"))}};
  json["created_at"] = text_or_null(text_in(*record, "created_at"));
  json["ended_at"] = text_or_null(text_in(*record, "ended_at"));
  json["end"] = facts.ended
                    ? Json{{"cause", facts.cause}, {"by", facts.by}, {"detail", facts.detail}}
                    : Json(nullptr);
  json["verdict"] = deviates ? "deviates" : counted(Verdict::kept) > 0 ? "conforms" : "unknown";
  Json counts_json = Json::object();
  for (std::size_t i = 0; i < kVerdicts.size(); ++i)
    counts_json[std::string(kVerdicts[i])] = counts[i];
  json["counts"] = std::move(counts_json);
  json["obligations"] = obligations_json(all);
  Json told = Json::array();
  for (const wire::Json& event : part_of(*record, "timeline"))
    if (const std::string name = text_in(event, "event");
        text_in(event, "from") == "carrier" || name.rfind("carrier_", 0) == 0 || name == "ended")
      told.push_back({{"at_ms", value_or_null(integer_in(event, "at_ms"))},
                      {"from", text_in(event, "from")},
                      {"event", name},
                      // What the caller typed may be a secret.
                      {"detail", name == "digit" ? "" : text_in(event, "detail")}});
  json["timeline"] = std::move(told);
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace hookswitch::doctor
