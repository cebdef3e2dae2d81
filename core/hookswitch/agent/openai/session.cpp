#include "hookswitch/agent/openai/session.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hookswitch/agent/openai/audio.hpp"
#include "hookswitch/agent/openai/dialect.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;

constexpr std::size_t kLargestSession = 1 << 20;

/// These have several shapes, and a patch brings one of them.
bool is_replaced_whole(std::string_view key) {
  for (const std::string_view each :
       {"format", "voice", "tool_choice", "truncation", "tracing", "prompt"})
    if (key == each) return true;
  return false;
}

// A patch as the vendor applies it: objects merge, all else is replaced, also by null.
void merge(Json& into, const Json& patch) {
  for (const auto& entry : patch.items()) {
    const Json& value = entry.value();
    Json& place = into[entry.key()];
    if (is_replaced_whole(entry.key()) || !value.is_object() || !place.is_object())
      place = value;
    else
      merge(place, value);
  }
}

/// Another kind of turn detection than the session has begins with its own defaults.
void begin_turn_detection(Json& document, const Json& patch) {
  const Json::json_pointer path("/audio/input/turn_detection");
  if (!patch.contains(path) || !patch[path].is_object()) return;
  Json& turn = document[path];
  const std::string was = turn.is_object() ? turn["type"].get<std::string>() : "";
  const std::string type = patch[path].value("type", was.empty() ? "server_vad" : was);
  if (type != was) turn = turn_detection_defaults(type);
}

}  // namespace

Session::Session(std::string id, const ServedModel& model)
    : document_({{"type", "realtime"},
                 {"object", "realtime.session"},
                 {"id", std::move(id)},
                 {"model", model.name.empty() ? kDialect.model : std::string_view(model.name)},
                 {"output_modalities", Json::array({"audio"})},
                 {"instructions", ""},
                 {"tools", Json::array()},
                 {"tool_choice", "auto"},
                 {"max_output_tokens", "inf"},
                 {"tracing", nullptr},
                 {"truncation", "auto"},
                 {"prompt", nullptr},
                 {"include", nullptr},
                 {"audio",
                  {{"input",
                    {{"format", {{"type", "audio/pcm"}, {"rate", 24'000}}},
                     {"transcription", nullptr},
                     {"noise_reduction", nullptr},
                     {"turn_detection", turn_detection_defaults("server_vad")}}},
                   {"output",
                    {{"format", {{"type", "audio/pcm"}, {"rate", 24'000}}},
                     {"voice", "marin"},
                     {"speed", 1.0}}}}}}),
      model_may_change_(model.may_change) {
  derive();
}

std::optional<Refusal> Session::update(const Json& patch) {
  if (auto refusal = check_patch(patch, document_)) return refusal;
  const Json* named = wire::value_at(patch, "model");
  if (named != nullptr && !model_may_change_ && *named != document_["model"])
    return invalid("session.model", "the model of the connection, '" + std::string(model()) + "'");
  Json after = document_;
  begin_turn_detection(after, patch);
  merge(after, patch);
  if (wire::to_text(after).size() > kLargestSession)
    return Refusal{"string_above_max_length", "The session is too large.", "session"};
  if (named != nullptr) model_may_change_ = false;
  document_ = std::move(after);
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
  }
  if (turn.is_object() && turn["type"] == "server_vad") {
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
  config_.input = input_format_;
  config_.output = output_format_;
  config_.silence_duration = turn_detection_.silence_duration;
  config_.prefix_padding = turn_detection_.prefix_padding;
  for (const Json& tool : document_["tools"]) {
    if (tool["type"] != "function") continue;
    const Json* parameters = wire::value_at(tool, "parameters");
    config_.tools.push_back({std::string(*wire::string_at(tool, "name")),
                             wire::optional_text_at(tool, "description").value_or(""),
                             parameters == nullptr ? "{}" : wire::to_text(*parameters)});
  }
}

}  // namespace hookswitch::agent::openai
