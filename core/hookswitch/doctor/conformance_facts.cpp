#include "hookswitch/doctor/conformance_facts.hpp"

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::doctor {
namespace {

using wire::Json;

/// Oddities that vendors do without harm, or that have an obligation of their own.
bool is_malformed(std::string_view name) {
  const auto code = errc_from_name(name);
  if (!code || number(*code) >= 2'000) return false;
  return *code != Errc::unknown_event && *code != Errc::media_before_start &&
         *code != Errc::duplicate_start;
}

}  // namespace

std::optional<std::int64_t> integer_in(const Json& document, std::string_view key) {
  if (!document.is_object()) return std::nullopt;
  const auto found = document.find(key);
  if (found == document.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::string text_in(const Json& document, std::string_view key) {
  if (!document.is_object()) return {};
  const auto found = document.find(key);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& part_of(const Json& document, std::string_view key) {
  static const Json kNothing = Json::object();
  if (!document.is_object()) return kNothing;
  const auto found = document.find(key);
  return found == document.end() ? kNothing : *found;
}

CarrierFacts::CarrierFacts(const Json& record) {
  const Json& carrier_part = part_of(record, "carrier");
  const std::string profile = text_in(carrier_part, "profile");
  const auto which = carrier::dialect_from_name(text_in(carrier_part, "dialect") +
                                                (profile.empty() ? "" : ':' + profile));
  if (which) {
    traits = carrier::make_host_end(*which)->traits();
    for (const carrier::DialectRow& known : carrier::dialect_table())
      if (known.dialect == which->dialect && known.profile == which->profile) row = known;
  }

  const Json& end = part_of(record, "end");
  cause = text_in(end, "cause");
  by = text_in(end, "by");
  detail = text_in(end, "detail");
  ended = !cause.empty();
  crashed = cause == "crashed";

  for (const Json& milestone : part_of(record, "milestones")) {
    const std::string name = text_in(milestone, "name");
    const auto at = integer_in(milestone, "at_ms");
    if (name == "answered") answered = at;
    if (name == "socket_opened") socket = at;
    if (name == "started") started = at;
    if (name == "first_media_in") first_media = at;
    if (name == "stop_received") stop = at;
    if (name == "carrier_closed") closed = at;
  }

  const Json& media = part_of(record, "media");
  const Json& in = part_of(media, "in");
  frames = integer_in(in, "frames").value_or(0);
  audio_ms = integer_in(in, "audio_ms").value_or(0);
  gaps = integer_in(in, "gaps").value_or(0);
  longest_gap_ms = integer_in(in, "longest_gap_ms").value_or(0);
  last_media = integer_in(media, "last_in_ms");

  for (const Json& event : part_of(record, "timeline")) {
    const std::string name = text_in(event, "event");
    const std::string from = text_in(event, "from");
    const auto at = integer_in(event, "at_ms");
    if (from == "carrier" && name == "socket_closed") close_detail = text_in(event, "detail");
    if (name == "carrier_close_sent") close_sent = at;
    if (name == "carrier_dropped") dropped = at;
    if (name == "ended") ended_at = at.value_or(0);
    marks_sent += name == "mark_sent";
    marks_played += name == "mark_played";
  }
  // Records of an earlier version do not tell the two sides apart.
  const bool told_apart = media.contains("carrier_oddities");
  for (const auto& [name, times] :
       part_of(media, told_apart ? "carrier_oddities" : "oddities").items()) {
    if (!times.is_number_integer()) continue;
    const auto count = times.get<std::int64_t>();
    if (name == "media_before_start") before_start = count;
    if (name == "duplicate_start") second_starts = count;
    if (!is_malformed(name)) continue;
    malformed += count;
    malformed_names += (malformed_names.empty() ? "" : ", ") + std::to_string(count) + " x " + name;
  }
}

bool CarrierFacts::carrier_left() const {
  return (by == "carrier" && cause != "replaced" && !was_turned_out()) || cause == "media_silence";
}

bool CarrierFacts::was_turned_out() const {
  return cause == "carrier_protocol_error" || cause == "carrier_too_large";
}

}  // namespace hookswitch::doctor
