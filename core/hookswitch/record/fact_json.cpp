#include <array>
#include <string>
#include <type_traits>
#include <utility>

#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::record {
namespace {

using wire::Json;

// One list of fields per fact, used to write and to read it.

template <class Archive>
void fields(Archive& io, CreatedFact& fact) {
  io("id", fact.id);
  io("dialect", fact.dialect);
  io("profile", fact.profile);
  io("created_unix_ms", fact.created_unix_ms);
  io("follows", fact.follows);
}
template <class Archive>
void fields(Archive& io, CarrierFact& fact) {
  io("call_id", fact.call_id);
  io("stream_id", fact.stream_id);
  io("from", fact.from);
  io("to", fact.to);
  io("parameters", fact.parameters);
  io("format", fact.format);
}
template <class Archive>
void fields(Archive& io, AgentFact& fact) {
  io("dialect", fact.dialect);
  io("session_id", fact.session_id);
  io("format", fact.format);
}
template <class Archive>
void fields(Archive& io, MilestoneFact& fact) {
  io("milestone", fact.milestone);
  io("at_ms", fact.at_ms);
}
template <class Archive>
void fields(Archive& io, EventFact& fact) {
  io("at_ms", fact.at_ms);
  io("from", fact.from);
  io("event", fact.event);
  io("detail", fact.detail);
}
template <class Archive>
void fields(Archive& io, TurnFact& fact) {
  io("at_ms", fact.at_ms);
  io("turn_id", fact.turn_id);
  io("speaker", fact.speaker);
  io("text", fact.text);
  io("interrupted", fact.interrupted);
  io("heard_ms", fact.heard_ms);
}
template <class Archive>
void fields(Archive& io, ToolFact& fact) {
  io("at_ms", fact.at_ms);
  io("call_id", fact.call_id);
  io("name", fact.name);
  io("arguments", fact.arguments);
  io("result", fact.result);
  io("ok", fact.ok);
  io("duration_ms", fact.duration_ms);
}
template <class Archive>
void fields(Archive& io, DirectionFigures& figures) {
  io("frames", figures.frames);
  io("bytes", figures.bytes);
  io("audio_ms", figures.audio_ms);
  io("gaps", figures.gaps);
  io("longest_gap_ms", figures.longest_gap_ms);
  io.added("dropped_ms", figures.dropped_ms);
}
template <class Archive>
void fields(Archive& io, JitterFigures& figures) {
  io("mean_ms", figures.mean_ms);
  io("p95_ms", figures.p95_ms);
  io("max_ms", figures.max_ms);
}
template <class Archive>
void fields(Archive& io, MediaFact& fact) {
  io("in", fact.in);
  io("out", fact.out);
  io("jitter", fact.jitter);
  io("last_in_ms", fact.last_in_ms);
  io("talk_ms", fact.talk_ms);
  io("oddities", fact.oddities);
  io.added("carrier_oddities", fact.carrier_oddities);
  io.added("timeline_dropped", fact.timeline_dropped);
  io.added("peak_in", fact.peak_in);
}
template <class Archive>
void fields(Archive& io, DiagnosisFact& fact) {
  io("code", fact.code);
  io("evidence", fact.evidence);
}
template <class Archive>
void fields(Archive& io, EndedFact& fact) {
  io("at_ms", fact.at_ms);
  io("cause", fact.cause);
  io("detail", fact.detail);
  io("code", fact.code);
}

template <class Archive>
void fields(Archive& io, HangUpFact& fact) {
  io("at_ms", fact.at_ms);
  io("outcome", fact.outcome);
  io("attempts", fact.attempts);
  io("http_status", fact.http_status);
  io("detail", fact.detail);
}

constexpr std::array<std::string_view, 11> kNames{"created",   "carrier", "agent",  "milestone",
                                                  "event",     "turn",    "tool",   "media",
                                                  "diagnosis", "ended",   "hang_up"};
static_assert(kNames.size() == std::variant_size_v<Fact>);

template <class T>
inline constexpr bool kIsGroup =
    std::is_same_v<T, DirectionFigures> || std::is_same_v<T, JitterFigures>;

class Writer {
 public:
  explicit Writer(Json& to) : to_(to) {}

  template <class T>
  void operator()(const char* name, T& value) {
    to_[name] = written(value);
  }
  template <class T>
  void added(const char* name, T& value) {
    (*this)(name, value);
  }

 private:
  template <class T>
  static Json written(T& value) {
    if constexpr (std::is_enum_v<T>) {
      return std::string(to_string(value));
    } else if constexpr (kIsGroup<T>) {
      Json group = Json::object();
      Writer writer(group);
      fields(writer, value);
      return group;
    } else {
      return value;
    }
  }
  template <class T>
  static Json written(std::optional<T>& value) {
    return value ? written(*value) : Json(nullptr);
  }
  Json& to_;
};

std::optional<Errc> parse(std::string_view name, Errc) { return errc_from_name(name); }
std::optional<call::EndCause> parse(std::string_view name, call::EndCause) {
  return call::end_cause_from_name(name);
}
std::optional<Origin> parse(std::string_view name, Origin) { return origin_from_name(name); }
std::optional<TurnSpeaker> parse(std::string_view name, TurnSpeaker) {
  return speaker_from_name(name);
}
std::optional<Milestone> parse(std::string_view name, Milestone) {
  return milestone_from_name(name);
}

std::optional<HangUpOutcome> parse(std::string_view name, HangUpOutcome) {
  return hang_up_outcome_from_name(name);
}

class Reader {
 public:
  explicit Reader(const Json& from) : from_(from) {}

  template <class T>
  void operator()(const char* name, T& value) {
    if (problem_) return;
    const auto found = from_.find(name);
    if (found == from_.end())
      check_absent(name, value);
    else if (!read(*found, value) && !problem_)
      problem_ = Error{Errc::wrong_type, 0, name};
  }
  /// A field that rows of an earlier version lack.
  template <class T>
  void added(const char* name, T& value) {
    if (from_.contains(name)) (*this)(name, value);
  }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  // What may be unknown may be absent: rows of an earlier version lack it.
  template <class T>
  void check_absent(const char*, std::optional<T>&) {}
  template <class T>
  void check_absent(const char* name, T&) {
    problem_ = Error{Errc::missing_field, 0, name};
  }
  bool read(const Json& from, std::string& to) {
    if (!from.is_string()) return false;
    to = from.get_ref<const std::string&>();
    return true;
  }
  bool read(const Json& from, bool& to) {
    if (!from.is_boolean()) return false;
    to = from.get<bool>();
    return true;
  }
  bool read(const Json& from, std::int64_t& to) {
    if (!from.is_number_integer()) return false;
    if (from.is_number_unsigned() && from.get<std::uint64_t>() > kMaxMs) return false;
    to = from.get<std::int64_t>();
    return to >= -kMaxMs && to <= kMaxMs;
  }
  bool read(const Json& from, std::uint64_t& to) {
    if (!from.is_number_unsigned()) return false;
    to = from.get<std::uint64_t>();
    return true;
  }
  bool read(const Json& from, double& to) {
    if (!from.is_number()) return false;
    to = from.get<double>();
    return true;
  }
  template <class T>
  bool read(const Json& from, std::map<std::string, T>& to) {
    if (!from.is_object()) return false;
    for (auto entry = from.begin(); entry != from.end(); ++entry)
      if (!read(entry.value(), to[entry.key()])) return false;
    return true;
  }
  template <class T>
  bool read(const Json& from, std::optional<T>& to) {
    if (from.is_null()) return true;
    return read(from, to.emplace());
  }
  template <class T>
  bool read(const Json& from, T& to) {
    if constexpr (std::is_enum_v<T>) {
      std::string name;
      if (!read(from, name)) return false;
      const auto parsed = parse(name, T{});
      if (parsed) to = *parsed;
      return parsed.has_value();
    } else {
      static_assert(kIsGroup<T>);
      if (!from.is_object()) return false;
      Reader reader(from);
      fields(reader, to);
      problem_ = reader.problem();
      return !problem_;
    }
  }
  const Json& from_;
  std::optional<Error> problem_;
};

template <std::size_t kIndex = 0>
Result<Fact> read_fact(std::string_view name, const Json& json) {
  if constexpr (kIndex == kNames.size()) {
    return fail(Errc::unknown_event, "fact");
  } else {
    if (name != kNames[kIndex]) return read_fact<kIndex + 1>(name, json);
    Reader reader(json);
    std::variant_alternative_t<kIndex, Fact> fact{};
    fields(reader, fact);
    if (reader.problem()) return tl::unexpected<Error>(*reader.problem());
    return Fact(std::move(fact));
  }
}

}  // namespace

std::string fact_to_json(const Fact& fact) {
  Json json = Json::object();
  json["fact"] = std::string(kNames[fact.index()]);
  Writer writer(json);
  std::visit(
      [&](const auto& known) {
        auto copy = known;
        fields(writer, copy);
      },
      fact);
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Result<Fact> fact_from_json(std::string_view text) {
  const auto json = wire::read_object(text);
  if (!json) return tl::unexpected<Error>(json.error());
  const auto name = wire::string_at(*json, "fact");
  if (!name) return tl::unexpected<Error>(name.error());
  return read_fact(*name, *json);
}

}  // namespace hookswitch::record
