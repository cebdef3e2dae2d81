#include "hookswitch/agent/openai_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hookswitch/agent/openai_audio.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;

constexpr std::size_t kMostTools = 128;
constexpr std::int64_t kLongestPause = 10'000;  // ms, of prefix padding and silence
constexpr std::size_t kLongestName = 64;

constexpr std::string_view kFields[] = {
    "type",
    "model",
    "output_modalities",
    "instructions",
    "audio",
    "tools",
    "tracing",
    "include",
    "tool_choice",
    "max_output_tokens",
    "reasoning",
    "truncation",
    "prompt",
    "parallel_tool_calls",
};
constexpr std::string_view kInputFields[] = {"format", "noise_reduction", "transcription",
                                             "turn_detection"};
constexpr std::string_view kOutputFields[] = {"format", "voice", "speed"};

Json turn_detection_defaults() {
  return {
      {"type",                "server_vad"},
      {"threshold",           0.5         },
      {"prefix_padding_ms",   300         },
      {"silence_duration_ms", 500         },
      {"idle_timeout_ms",     nullptr     },
      {"create_response",     true        },
      {"interrupt_response",  true        }
  };
}

const Json* find(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

template <std::size_t N>
std::optional<Refusal> only_fields(const Json& object, const std::string_view (&fields)[N],
                                   const std::string& path) {
  for (const auto& entry : object.items())
    if (std::find(std::begin(fields), std::end(fields), entry.key()) == std::end(fields))
      return unknown_parameter(path + "." + entry.key().substr(0, kLongestName));
  return std::nullopt;
}

std::optional<Refusal> check_turn_detection(const Json& turn) {
  const std::string path = "session.audio.input.turn_detection";
  if (turn.is_null()) return std::nullopt;
  if (!turn.is_object()) return invalid(path, "an object or null");
  if (const Json* type = find(turn, "type"))
    if (*type != "server_vad" && *type != "semantic_vad")
      return invalid(path + ".type", "'server_vad' or 'semantic_vad'");
  for (const char* key : {"prefix_padding_ms", "silence_duration_ms"}) {
    const Json* value = find(turn, key);
    if (value == nullptr) continue;
    const auto number = whole_number(*value);
    if (!number || *number < 0 || *number > kLongestPause)
      return invalid(path + "." + key, "an integer from 0 to 10000");
  }
  if (const Json* threshold = find(turn, "threshold"))
    if (!threshold->is_number() || !(*threshold >= 0.0 && *threshold <= 1.0))
      return invalid(path + ".threshold", "a number from 0.0 to 1.0");
  for (const char* key : {"create_response", "interrupt_response"})
    if (const Json* value = find(turn, key); value != nullptr && !value->is_boolean())
      return invalid(path + "." + key, "a boolean");
  return std::nullopt;
}

std::optional<Refusal> check_format(const Json& side, const std::string& path) {
  const Json* format = find(side, "format");
  if (format == nullptr) return std::nullopt;
  if (!format_from(*format))
    return invalid(path + ".format", "audio/pcm with rate 24000, audio/pcmu or audio/pcma");
  return std::nullopt;
}

std::optional<Refusal> check_audio(const Json& audio) {
  if (!audio.is_object()) return invalid("session.audio", "an object");
  for (const auto& entry : audio.items()) {
    const std::string path = "session.audio." + entry.key().substr(0, kLongestName);
    const Json& side = entry.value();
    const bool input = entry.key() == "input";
    if (!input && entry.key() != "output") return unknown_parameter(path);
    if (!side.is_object()) return invalid(path, "an object");
    if (auto refusal =
            input ? only_fields(side, kInputFields, path) : only_fields(side, kOutputFields, path))
      return refusal;
    if (auto refusal = check_format(side, path)) return refusal;
    if (const Json* turn = find(side, "turn_detection"); input && turn != nullptr)
      if (auto refusal = check_turn_detection(*turn)) return refusal;
    if (const Json* transcription = find(side, "transcription"))
      if (!transcription->is_null() && !transcription->is_object())
        return invalid(path + ".transcription", "an object or null");
  }
  return std::nullopt;
}

std::optional<Refusal> check_tools(const Json& tools) {
  if (!tools.is_array() || tools.size() > kMostTools)
    return invalid("session.tools", "an array of at most 128 tools");
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const std::string path = "session.tools[" + std::to_string(i) + "]";
    if (!tools[i].is_object()) return invalid(path, "an object");
    const Json* type = find(tools[i], "type");
    if (type == nullptr) return missing(path + ".type");
    if (*type == "function" && !wire::string_at(tools[i], "name")) return missing(path + ".name");
  }
  return std::nullopt;
}

std::optional<Refusal> check(const Json& patch) {
  const Json* type = find(patch, "type");
  if (type == nullptr || type->is_null()) return missing("session.type");
  if (*type != "realtime") return invalid("session.type", "'realtime'");
  if (auto refusal = only_fields(patch, kFields, "session")) return refusal;
  if (const Json* modalities = find(patch, "output_modalities"))
    if (*modalities != Json::array({"audio"}))
      return invalid("session.output_modalities", "[\"audio\"]: this agent speaks");
  if (const Json* text = find(patch, "instructions"); text != nullptr && !text->is_string())
    return invalid("session.instructions", "a string");
  if (const Json* audio = find(patch, "audio"))
    if (auto refusal = check_audio(*audio)) return refusal;
  if (const Json* tools = find(patch, "tools")) return check_tools(*tools);
  return std::nullopt;
}

// A patch as the vendor applies it: objects merge, all else is replaced, also by null. A format is
// one of several shapes, so it is replaced whole.
void merge(Json& into, const Json& patch) {
  for (const auto& entry : patch.items()) {
    Json& place = into[entry.key()];
    const bool whole = entry.key() == "format" || !entry.value().is_object();
    if (!whole && place.is_null() && entry.key() == "turn_detection")
      place = turn_detection_defaults();
    if (whole || !place.is_object())
      place = entry.value();
    else
      merge(place, entry.value());
  }
}

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

Session::Session(std::string id)
    : document_({
          {"type",              "realtime"            },
          {"object",            "realtime.session"    },
          {"id",                std::move(id)         },
          {"model",             "gpt-realtime-2.1"    },
          {"output_modalities", Json::array({"audio"})},
          {"instructions",      ""                    },
          {"tools",             Json::array()         },
          {"tool_choice",       "auto"                },
          {"max_output_tokens", "inf"                 },
          {"tracing",           nullptr               },
          {"truncation",        "auto"                },
          {"prompt",            nullptr               },
          {"include",           nullptr               },
          {"audio",
           {{"input",
             {{"format", {{"type", "audio/pcm"}, {"rate", 24'000}}},
              {"transcription", nullptr},
              {"noise_reduction", nullptr},
              {"turn_detection", turn_detection_defaults()}}},
            {"output",
             {{"format", {{"type", "audio/pcm"}, {"rate", 24'000}}},
              {"voice", "marin"},
              {"speed", 1.0}}}}                       }
}) {
  derive();
}

std::optional<Refusal> Session::update(const Json& patch) {
  if (auto refusal = check(patch)) return refusal;
  const Json before = document_;
  merge(document_, patch);
  // The model is part of the URL; a patch that names another is refused by the vendor.
  if (document_["model"] != before["model"]) {
    document_ = before;
    return invalid("session.model", "the model of the connection");
  }
  derive();
  return std::nullopt;
}

void Session::derive() {
  const Json& input = document_["audio"]["input"];
  const Json& output = document_["audio"]["output"];
  input_format_ = *format_from(input["format"]);
  output_format_ = *format_from(output["format"]);

  turn_detection_ = {};
  const Json& turn = input["turn_detection"];
  turn_detection_.automatic = turn.is_object();
  if (turn.is_object()) {
    turn_detection_.create_response = turn["create_response"].get<bool>();
    turn_detection_.interrupt_response = turn["interrupt_response"].get<bool>();
    turn_detection_.threshold_percent = static_cast<int>(turn["threshold"].get<double>() * 100.0);
    turn_detection_.prefix_padding = Millis{*whole_number(turn["prefix_padding_ms"])};
    turn_detection_.silence_duration = Millis{*whole_number(turn["silence_duration_ms"])};
  }

  config_ = {};
  config_.instructions = document_["instructions"].get<std::string>();
  config_.voice = wire::optional_text_at(output, "voice").value_or("");
  const Json& transcription = input["transcription"];
  config_.transcription_model =
      transcription.is_object() ? wire::optional_text_at(transcription, "model").value_or("") : "";
  config_.format = output_format_;
  config_.silence_duration = turn_detection_.silence_duration;
  config_.prefix_padding = turn_detection_.prefix_padding;
  for (const Json& tool : document_["tools"]) {
    if (tool["type"] != "function") continue;
    const Json* parameters = find(tool, "parameters");
    config_.tools.push_back({std::string(*wire::string_at(tool, "name")),
                             wire::optional_text_at(tool, "description").value_or(""),
                             parameters == nullptr ? "{}" : wire::to_text(*parameters)});
  }
}

}  // namespace hookswitch::agent::openai
