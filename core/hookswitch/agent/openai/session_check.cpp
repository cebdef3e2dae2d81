#include "hookswitch/agent/openai/session_check.hpp"

#include <utility>

#include "hookswitch/agent/openai/audio.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;
using Found = std::optional<Refusal>;

constexpr std::size_t kMaxTools = 128;
constexpr std::size_t kMaxShown = 64;
constexpr std::size_t kMaxModelName = 256;

bool is_one_of(const Json& value, std::string_view names) {
  if (!value.is_string()) return false;
  const std::string padded = ' ' + value.get_ref<const std::string&>() + ' ';
  return (' ' + std::string(names) + ' ').find(padded) != std::string::npos &&
         padded.find(' ', 1) == padded.size() - 1;
}

bool is_between(const Json& value, double low, double high) {
  return value.is_number() && value >= low && value <= high;
}

bool is_integer(const Json& value, std::int64_t low, std::int64_t high) {
  const auto number = whole_number(value);
  return number && *number >= low && *number <= high;
}

/// One setting: `valid` of its value, what was expected when it is not.
struct Rule {
  std::string_view key;
  bool (*valid)(const Json&);
  std::string_view expected;
};

template <std::size_t N>
Found check_rules(const Json& object, const Rule (&rules)[N], const std::string& path) {
  for (const Rule& rule : rules)
    if (const Json* value = wire::value_at(object, rule.key);
        value != nullptr && !rule.valid(*value))
      return invalid(path + "." + std::string(rule.key), rule.expected);
  return std::nullopt;
}

bool is_boolean(const Json& value) { return value.is_boolean(); }
bool is_text(const Json& value) { return value.is_string(); }
bool is_object_or_null(const Json& value) { return value.is_object() || value.is_null(); }

constexpr Rule kTurnRules[] = {
    {"threshold", [](const Json& v) { return is_between(v, 0.0, 1.0); },
     "a number from 0.0 to 1.0"},
    {"prefix_padding_ms", [](const Json& v) { return is_integer(v, 0, 10'000); },
     "an integer from 0 to 10000"},
    {"silence_duration_ms", [](const Json& v) { return is_integer(v, 0, 10'000); },
     "an integer from 0 to 10000"},
    {"idle_timeout_ms", [](const Json& v) { return v.is_null() || is_integer(v, 5'000, 30'000); },
     "an integer from 5000 to 30000 or null"},
    {"eagerness", [](const Json& v) { return is_one_of(v, "low medium high auto"); },
     "'low', 'medium', 'high' or 'auto'"},
    {"create_response", is_boolean, "a boolean"},
    {"interrupt_response", is_boolean, "a boolean"},
};

Found check_turn_detection(const Json& turn, const Json& current) {
  const std::string path = "session.audio.input.turn_detection";
  if (turn.is_null()) return std::nullopt;
  if (!turn.is_object()) return invalid(path, "an object or null");
  const Json* type = wire::value_at(turn, "type");
  if (type != nullptr && !is_one_of(*type, "server_vad semantic_vad"))
    return invalid(path + ".type", "'server_vad' or 'semantic_vad'");
  const bool semantic = type != nullptr
                            ? *type == "semantic_vad"
                            : current.is_object() && current.value("type", "") == "semantic_vad";
  if (auto refusal = only_fields(turn,
                                 semantic ? " type eagerness create_response interrupt_response "
                                          : " type threshold prefix_padding_ms silence_duration_ms "
                                            "idle_timeout_ms create_response interrupt_response ",
                                 path))
    return refusal;
  return check_rules(turn, kTurnRules, path);
}

constexpr Rule kInputRules[] = {
    {"format", [](const Json& v) { return format_from(v).has_value(); },
     "audio/pcm with rate 24000, audio/pcmu or audio/pcma"},
    {"noise_reduction",
     [](const Json& v) {
       return v.is_null() ||
              (v.is_object() && v.contains("type") && is_one_of(v["type"], "near_field far_field"));
     },
     "'near_field' or 'far_field' in an object, or null"},
    {"transcription", is_object_or_null, "an object or null"},
};

constexpr Rule kOutputRules[] = {
    {"format", [](const Json& v) { return format_from(v).has_value(); },
     "audio/pcm with rate 24000, audio/pcmu or audio/pcma"},
    {"voice",
     [](const Json& v) {
       const Json* name = v.is_object() ? wire::value_at(v, "id") : &v;
       return name != nullptr && name->is_string() && !name->get_ref<const std::string&>().empty();
     },
     "a voice's name, or an object with the id of one"},
    {"speed", [](const Json& v) { return is_between(v, 0.25, 1.5); }, "a number from 0.25 to 1.5"},
};

Found check_transcription(const Json& transcription) {
  constexpr Rule kRules[] = {
      {"model", is_text, "a string"},
      {"language", [](const Json& v) { return is_text(v) || v.is_null(); }, "a string"},
      {"prompt", [](const Json& v) { return is_text(v) || v.is_null(); }, "a string"},
  };
  return check_rules(transcription, kRules, "session.audio.input.transcription");
}

Found check_audio(const Json& audio, const Json& current) {
  if (!audio.is_object()) return invalid("session.audio", "an object");
  if (auto refusal = only_fields(audio, " input output ", "session.audio")) return refusal;
  for (const auto& entry : audio.items())
    if (!entry.value().is_object()) return invalid("session.audio." + entry.key(), "an object");
  if (const Json* input = wire::value_at(audio, "input")) {
    const std::string path = "session.audio.input";
    if (auto refusal =
            only_fields(*input, " format noise_reduction transcription turn_detection ", path))
      return refusal;
    if (auto refusal = check_rules(*input, kInputRules, path)) return refusal;
    if (const Json* written = wire::value_at(*input, "transcription");
        written && written->is_object())
      if (auto refusal = check_transcription(*written)) return refusal;
    if (const Json* turn = wire::value_at(*input, "turn_detection"))
      if (auto refusal = check_turn_detection(*turn, current["audio"]["input"]["turn_detection"]))
        return refusal;
  }
  if (const Json* output = wire::value_at(audio, "output")) {
    const std::string path = "session.audio.output";
    if (auto refusal = only_fields(*output, " format voice speed ", path)) return refusal;
    return check_rules(*output, kOutputRules, path);
  }
  return std::nullopt;
}

Found check_tools(const Json& tools) {
  if (!tools.is_array() || tools.size() > kMaxTools)
    return invalid("session.tools", "an array of at most 128 tools");
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const std::string path = "session.tools[" + std::to_string(i) + "]";
    if (!tools[i].is_object()) return invalid(path, "an object");
    const Json* type = wire::value_at(tools[i], "type");
    if (type == nullptr) return missing(path + ".type");
    if (!is_one_of(*type, "function mcp")) return invalid(path + ".type", "'function' or 'mcp'");
    const char* name = *type == "mcp" ? "server_label" : "name";
    if (!wire::string_at(tools[i], name)) return missing(path + "." + name);
  }
  return std::nullopt;
}

bool is_tool_choice(const Json& value) {
  if (!value.is_object()) return is_one_of(value, "auto none required");
  const Json* type = wire::value_at(value, "type");
  if (type == nullptr || !is_one_of(*type, "function mcp")) return false;
  return wire::string_at(value, *type == "mcp" ? "server_label" : "name").has_value();
}

bool is_truncation(const Json& value) {
  if (!value.is_object()) return is_one_of(value, "auto disabled");
  const Json* ratio = wire::value_at(value, "retention_ratio");
  return value.value("type", Json()) == "retention_ratio" && ratio != nullptr &&
         is_between(*ratio, 0.0, 1.0);
}

constexpr Rule kRules[] = {
    {"model",
     [](const Json& v) {
       return v.is_string() && !v.get_ref<const std::string&>().empty() &&
              v.get_ref<const std::string&>().size() <= kMaxModelName;
     },
     "the name of a model"},
    {"output_modalities", is_output_modalities, R"(["audio"] or ["text"])"},
    {"instructions", is_text, "a string"},
    {"tool_choice", is_tool_choice, "'auto', 'none', 'required' or one tool"},
    {"max_output_tokens", [](const Json& v) { return v == "inf" || is_integer(v, 1, 4'096); },
     "an integer from 1 to 4096 or 'inf'"},
    {"parallel_tool_calls", [](const Json& v) { return v.is_boolean() || v.is_null(); },
     "a boolean"},
    {"reasoning",
     [](const Json& v) {
       return v.is_null() ||
              (v.is_object() &&
               (!v.contains("effort") || is_one_of(v["effort"], "minimal low medium high xhigh")));
     },
     "an object with an effort from 'minimal' to 'xhigh'"},
    {"truncation", is_truncation, "'auto', 'disabled' or a retention_ratio from 0.0 to 1.0"},
    {"include",
     [](const Json& v) {
       if (!v.is_array()) return v.is_null();
       for (const Json& name : v)
         if (name != "item.input_audio_transcription.logprobs") return false;
       return true;
     },
     R"(["item.input_audio_transcription.logprobs"])"},
    {"tracing", [](const Json& v) { return v == "auto" || is_object_or_null(v); },
     "'auto', an object or null"},
    {"prompt",
     [](const Json& v) {
       return v.is_null() || (v.is_object() && wire::string_at(v, "id").has_value());
     },
     "an object with an id, or null"},
};

}  // namespace

Refusal missing(std::string param) {
  std::string message = "Missing required parameter: '" + param + "'.";
  return {"missing_required_parameter", std::move(message), std::move(param)};
}

Refusal unknown_parameter(std::string param) {
  std::string message = "Unknown parameter: '" + param + "'.";
  return {"unknown_parameter", std::move(message), std::move(param)};
}

Refusal invalid(std::string param, std::string_view expected) {
  std::string message =
      "Invalid value for '" + param + "': expected " + std::string(expected) + ".";
  return {"invalid_value", std::move(message), std::move(param)};
}

std::optional<std::int64_t> whole_number(const Json& value) {
  return value.is_number() ? wire::as_integer(value) : std::nullopt;
}

Found only_fields(const Json& object, std::string_view fields, const std::string& path) {
  for (const auto& entry : object.items())
    if (entry.key().find(' ') != std::string::npos ||
        fields.find(" " + entry.key() + " ") == std::string_view::npos)
      return unknown_parameter((path.empty() ? "" : path + ".") + entry.key().substr(0, kMaxShown));
  return std::nullopt;
}

Json turn_detection_defaults(std::string_view type) {
  if (type == "semantic_vad")
    return {{"type", "semantic_vad"},
            {"eagerness", "auto"},
            {"create_response", true},
            {"interrupt_response", true}};
  return {{"type", "server_vad"},       {"threshold", 0.5},           {"prefix_padding_ms", 300},
          {"silence_duration_ms", 500}, {"idle_timeout_ms", nullptr}, {"create_response", true},
          {"interrupt_response", true}};
}

bool is_output_modalities(const Json& value) {
  return value == Json::array({"audio"}) || value == Json::array({"text"});
}

Found check_patch(const Json& patch, const Json& current) {
  const Json* type = wire::value_at(patch, "type");
  if (type == nullptr || type->is_null()) return missing("session.type");
  if (*type != "realtime")
    return invalid("session.type", "'realtime': sessions that only transcribe are not served");
  if (auto refusal = only_fields(patch,
                                 " type model output_modalities instructions audio tools tracing "
                                 "include tool_choice max_output_tokens reasoning truncation "
                                 "prompt parallel_tool_calls ",
                                 "session"))
    return refusal;
  if (auto refusal = check_rules(patch, kRules, "session")) return refusal;
  if (const Json* audio = wire::value_at(patch, "audio"))
    if (auto refusal = check_audio(*audio, current)) return refusal;
  if (const Json* tools = wire::value_at(patch, "tools")) return check_tools(*tools);
  return std::nullopt;
}

}  // namespace hookswitch::agent::openai
