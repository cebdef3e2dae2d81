#include "hookswitch/agent/gemini/setup.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/agent/gemini/fields.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::gemini {
namespace {

using wire::Json;

constexpr std::int64_t kMaxMs = 60'000;

bool is_keyword(std::string_view name) {
  for (const std::string_view known :
       {"type",     "format",        "title",         "description", "nullable",
        "enum",     "items",         "minItems",      "maxItems",    "properties",
        "required", "minProperties", "maxProperties", "minLength",   "maxLength",
        "pattern",  "minimum",       "maximum",       "anyOf",       "propertyOrdering",
        "default"})
    if (known == name) return true;
  return false;
}

std::string in_capitals(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

/// The vendor's schema for a JSON schema. read_object has bounded its depth.
Json schema_of(const Json& json) {
  Json schema = Json::object();
  for (const auto& entry : json.items()) {
    const std::string& key = entry.key();
    const Json& value = entry.value();
    if (!is_keyword(key)) continue;
    if (key == "type" && value.is_string()) {
      schema[key] = in_capitals(value.get<std::string>());
    } else if (key == "properties" && value.is_object()) {
      Json properties = Json::object();
      for (const auto& each : value.items()) properties[each.key()] = schema_of(each.value());
      schema[key] = std::move(properties);
    } else if (key == "items" && value.is_object()) {
      schema[key] = schema_of(value);
    } else if (key == "anyOf" && value.is_array()) {
      Json choices = Json::array();
      for (const Json& each : value) choices.push_back(schema_of(each));
      schema[key] = std::move(choices);
    } else {
      schema[key] = value;
    }
  }
  return schema;
}

Json declaration(const Tool& tool) {
  Json made = {{"name", tool.name}, {"description", tool.description}};
  const auto parsed = wire::read_object(tool.parameters_json);
  if (!parsed) return made;  // as for a function without parameters
  const Json& properties = field(*parsed, "properties");
  if (properties.is_object() && !properties.empty()) made["parameters"] = schema_of(*parsed);
  return made;
}

std::string full_model(std::string_view model) {
  if (model.find('/') != std::string_view::npos) return std::string(model);
  return "models/" + std::string(model);
}

/// A whole number of milliseconds; nullopt where `value` is something else.
std::optional<Millis> millis(const Json& value) {
  const auto number = wire::as_integer(value);
  if (!number || *number < 0 || *number > kMaxMs) return std::nullopt;
  return Millis{*number};
}

std::string invalid_value(std::string_view at, const Json& value) {
  return "Invalid value at '" + std::string(at) + "', " + wire::to_text(value).substr(0, 64);
}

/// The first field that the vendor does not know; empty: none.
std::string unknown_field(const Json& setup) {
  for (const auto& entry : setup.items()) {
    const std::string name = camel_case(entry.key());
    bool known = false;
    for (const std::string_view each :
         {"model", "generationConfig", "systemInstruction", "tools", "toolConfig",
          "realtimeInputConfig", "sessionResumption", "contextWindowCompression",
          "inputAudioTranscription", "outputAudioTranscription", "proactivity", "explicitVadSignal",
          "historyConfig", "labels", "avatarConfig", "safetySettings"})
      known = known || each == name;
    if (!known)
      return "Invalid JSON payload received. Unknown name \"" + entry.key().substr(0, 64) +
             "\" at 'setup': Cannot find field.";
  }
  return {};
}

std::string read_turns(const Json& realtime, TurnDetection& turns) {
  const Json& detection = field(realtime, "automaticActivityDetection");
  turns.automatic = !is_true(detection, "disabled");
  turns.interrupt_response = text_at(realtime, "activityHandling") != "NO_INTERRUPTION";
  for (const auto& [key, into] : {std::pair{"prefixPaddingMs", &turns.prefix_padding},
                                  std::pair{"silenceDurationMs", &turns.silence_duration}}) {
    const Json& value = field(detection, key);
    if (value.is_null()) continue;
    const auto ms = millis(value);
    if (!ms)
      return invalid_value(
          "setup.realtime_input_config.automatic_activity_detection." + std::string(key), value);
    *into = *ms;
  }
  return {};
}

std::string read_modalities(const Json& generation, bool& speaks) {
  const Json& modalities = field(generation, "responseModalities");
  if (modalities.is_null()) return {};
  if (modalities.is_array() && modalities.size() == 1) {
    if (modalities[0] == "AUDIO") return {};
    speaks = modalities[0] != "TEXT";
    if (!speaks) return {};
  }
  return invalid_value("setup.generation_config.response_modalities", modalities);
}

void read_tools(const Json& tools, std::vector<Tool>& into) {
  constexpr std::size_t kMaxTools = 512;
  if (!tools.is_array()) return;
  for (const Json& each : tools) {
    const Json& functions = field(each, "functionDeclarations");
    if (!functions.is_array()) continue;
    for (const Json& function : functions) {
      const Json& parameters = field(function, "parameters");
      if (into.size() < kMaxTools)
        into.push_back({text_at(function, "name"), text_at(function, "description"),
                        parameters.is_object() ? wire::to_text(parameters) : "{}"});
    }
  }
}

std::string parts_text(const Json& content) {
  std::string text;
  const Json& parts = field(content, "parts");
  if (parts.is_array())
    for (const Json& part : parts) text += text_at(part, "text");
  return text;
}

}  // namespace

std::string setup_text(const Endpoint& endpoint, const SessionConfig& config) {
  Json generation = {{"responseModalities", Json::array({"AUDIO"})}};
  if (!config.voice.empty())
    generation["speechConfig"] = {
        {"voiceConfig", {{"prebuiltVoiceConfig", {{"voiceName", config.voice}}}}}};
  Json setup = {{"model", full_model(endpoint.model)}};
  setup["generationConfig"] = std::move(generation);
  // Left out, the vendor's own hold.
  if (!config.instructions.empty())
    setup["systemInstruction"] = {{"parts", Json::array({{{"text", config.instructions}}})}};
  if (!config.tools.empty()) {
    Json functions = Json::array();
    for (const Tool& tool : config.tools) functions.push_back(declaration(tool));
    setup["tools"] = Json::array({{{"functionDeclarations", std::move(functions)}}});
  }
  setup["realtimeInputConfig"] = {{"automaticActivityDetection",
                                   {{"prefixPaddingMs", config.prefix_padding.count()},
                                    {"silenceDurationMs", config.silence_duration.count()}}}};
  if (!config.transcription_model.empty()) setup["inputAudioTranscription"] = Json::object();
  setup["outputAudioTranscription"] = Json::object();
  // Else a session ends after 15 minutes of audio.
  setup["contextWindowCompression"] = {{"slidingWindow", Json::object()}};
  Json message;
  message["setup"] = std::move(setup);
  return wire::to_text(message);
}

std::variant<Setup, std::string> read_setup(const Json& setup) {
  Setup made;
  if (auto wrong = unknown_field(setup); !wrong.empty()) return wrong;
  made.model = text_at(setup, "model");
  if (made.model.empty()) return "* BidiGenerateContentRequest.setup.model: is required";
  const Json& generation = field(setup, "generationConfig");
  if (auto wrong = read_modalities(generation, made.speaks); !wrong.empty()) return wrong;
  if (auto wrong = read_turns(field(setup, "realtimeInputConfig"), made.turns); !wrong.empty())
    return wrong;
  made.transcribes_agent = field(setup, "outputAudioTranscription").is_object();
  made.resumes = field(setup, "sessionResumption").is_object();

  SessionConfig& config = made.config;
  config.input = kInput;
  config.output = kOutput;
  config.instructions = parts_text(field(setup, "systemInstruction"));
  config.voice =
      text_at(field(field(field(generation, "speechConfig"), "voiceConfig"), "prebuiltVoiceConfig"),
              "voiceName");
  if (field(setup, "inputAudioTranscription").is_object())
    config.transcription_model = kDialect.transcription_model;
  config.silence_duration = made.turns.silence_duration;
  config.prefix_padding = made.turns.prefix_padding;
  read_tools(field(setup, "tools"), config.tools);
  return made;
}

}  // namespace hookswitch::agent::gemini
