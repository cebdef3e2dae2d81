#include "hookswitch/agent/openai/request.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/agent/openai/audio.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;

Json event(std::string_view type, std::string_view event_id) {
  return {{"type", type}, {"event_id", event_id}};
}

wire::Frame frame(const Json& event) { return {wire::Opcode::text, wire::to_text(event)}; }

Json tool_json(const Tool& tool) {
  // The configuration has checked the schema; anything but an object becomes "any arguments".
  Json parameters = Json::parse(tool.parameters_json, nullptr, false);
  if (!parameters.is_object()) parameters = {{"type", "object"}, {"properties", Json::object()}};
  return {{"type", "function"},
          {"name", tool.name},
          {"description", tool.description},
          {"parameters", std::move(parameters)}};
}

}  // namespace

wire::Frame session_update(const SessionConfig& config, std::string_view event_id) {
  Json tools = Json::array();
  for (const Tool& tool : config.tools) tools.push_back(tool_json(tool));

  Json transcription;
  if (!config.transcription_model.empty()) transcription = {{"model", config.transcription_model}};

  Json input = {{"format", format_json(config.input)}};
  input["transcription"] = std::move(transcription);
  input["turn_detection"] = {{"type", "server_vad"},
                             {"prefix_padding_ms", config.prefix_padding.count()},
                             {"silence_duration_ms", config.silence_duration.count()},
                             {"create_response", true},
                             {"interrupt_response", true}};
  Json output = {{"format", format_json(config.output)}};
  if (!config.voice.empty()) output["voice"] = config.voice;

  Json session = {{"type", "realtime"}, {"tools", std::move(tools)}};
  session["output_modalities"] = Json::array({"audio"});
  session["audio"] = {{"input", std::move(input)}, {"output", std::move(output)}};
  // Left out, the vendor's own hold; an empty text would clear them.
  if (!config.instructions.empty()) session["instructions"] = config.instructions;
  Json update = event("session.update", event_id);
  update["session"] = std::move(session);
  return frame(update);
}

wire::Frame response_create(std::string_view instructions, std::string_view event_id) {
  Json create = event("response.create", event_id);
  if (!instructions.empty()) create["response"] = {{"instructions", instructions}};
  return frame(create);
}

wire::Frame item_truncate(std::string_view item_id, Millis heard, std::string_view event_id) {
  Json truncate = event("conversation.item.truncate", event_id);
  truncate["item_id"] = item_id;
  truncate["content_index"] = 0;
  truncate["audio_end_ms"] = std::max<std::int64_t>(0, heard.count());
  return frame(truncate);
}

wire::Frame function_output(std::string_view call_id, std::string_view output,
                            std::string_view event_id) {
  Json create = event("conversation.item.create", event_id);
  create["item"] = {{"type", "function_call_output"}, {"call_id", call_id}, {"output", output}};
  return frame(create);
}

}  // namespace hookswitch::agent::openai
