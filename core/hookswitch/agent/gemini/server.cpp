// What the server end reads and how it refuses.
#include "hookswitch/agent/gemini/server.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/agent/gemini/fields.hpp"
#include "hookswitch/agent/gemini/media.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/base/utf8_prefix.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::gemini {
namespace {

constexpr std::uint16_t kInvalidPayload = 1007;
constexpr std::size_t kMaxReason = 120;  // a close frame holds 123 bytes
constexpr std::size_t kMaxShown = 64;

}  // namespace

struct Server::Row {
  std::string_view key;
  void (Server::*read)(const Json&, ClientReading&);
};

const Server::Row Server::kRows[] = {
    {"setup", &Server::on_setup},
    {"realtimeInput", &Server::on_realtime_input},
    {"clientContent", &Server::on_client_content},
    {"toolResponse", &Server::on_tool_response},
};

Server::Server(Rng& rng, const ServedModel& model)
    : rng_(rng), session_id_(random_text(kUrlSafe, 24, rng)), model_(model.name) {
  setup_.config.input = kInput;
  setup_.config.output = kOutput;
}

Result<void> Server::read(wire::FrameView frame, ClientReading& out) {
  out.clear();
  if (frame.payload.size() > wire::kMaxAgentMessage) return fail(Errc::message_too_large);
  int rate = 0;
  bytes_.clear();
  if (carry_) bytes_.push_back(*carry_);
  if (is_set_up_ && scan_caller_audio(frame.payload, scratch_, bytes_, rate)) {
    hear(rate, out);
    return {};
  }
  const auto message = wire::read_object(frame.payload);
  if (!message || message->size() != 1) {
    deny(kInvalidPayload,
         message ? "Invalid JSON payload received. A message has exactly one of its fields."
                 : "Invalid JSON payload received.",
         out);
    return {};
  }
  const std::string key = camel_case(message->begin().key());
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& known) { return known.key == key; });
  if (row == std::end(kRows))
    deny(kInvalidPayload,
         "Invalid JSON payload received. Unknown name \"" +
             std::string(utf8_prefix(message->begin().key(), kMaxShown)) + "\": Cannot find field.",
         out);
  else if (is_set_up_ == (key == "setup"))
    deny(kInvalidPayload, "setup must be the first message and only the first.", out);
  else
    (this->*row->read)(*message->begin(), out);
  if (out.messages.empty()) out.add(ClientIgnored{key});
  return {};
}

void Server::on_setup(const Json& setup, ClientReading& out) {
  auto read = read_setup(setup);
  if (const auto* const wrong = std::get_if<std::string>(&read))
    return deny(kInvalidPayload, *wrong, out);
  setup_ = std::get<Setup>(std::move(read));
  model_ = short_model(setup_.model);
  is_set_up_ = true;
  send({{"setupComplete", {{"sessionId", session_id_}}}}, out.replies);
  out.add(Configured{});
}

void Server::on_realtime_input(const Json& input, ClientReading& out) {
  if (const Json& audio = field(input, "audio"); audio.is_object()) on_blob(audio, out);
  if (const Json& chunks = field(input, "mediaChunks"); chunks.is_array())
    for (const Json& chunk : chunks) on_blob(chunk, out);
  if (field(input, "activityStart").is_object()) on_activity(true, out);
  if (field(input, "activityEnd").is_object()) on_activity(false, out);
  if (is_true(input, "audioStreamEnd")) {
    if (setup_.turns.automatic && caller_speaks_) out.add(Committed{});
    if (plays_until_) complete_turn(out.replies);
  }
  if (auto text = text_at(input, "text"); !text.empty()) speak_now(std::move(text), out);
}

void Server::on_blob(const Json& blob, ClientReading& out) {
  const auto rate = pcm_rate(text_at(blob, "mimeType"), kInput.rate_hz);
  if (!rate) return;  // an image: ignored
  const Json& data = field(blob, "data");
  bytes_.clear();
  if (carry_) bytes_.push_back(*carry_);
  if (!data.is_string() || !base64_decode(data.get_ref<const std::string&>(), bytes_))
    return deny(kInvalidPayload,
                "Invalid value at 'realtime_input.audio.data' (TYPE_BYTES), Base64 decoding failed",
                out);
  hear(*rate, out);
}

/// A message has one buffer of samples: a second blob is heard together with the first.
void Server::hear(int rate_hz, ClientReading& out) {
  if (rate_hz != setup_.config.input.rate_hz) {
    setup_.config.input.rate_hz = rate_hz;
    out.add(Configured{});
  }
  const std::size_t whole = bytes_.size() / 2 * 2;
  carry_.reset();
  if (whole != bytes_.size()) carry_ = bytes_.back();
  const bool goes_on =
      !out.messages.empty() && std::holds_alternative<CallerAudio>(out.messages.back());
  if (!goes_on) samples_.clear();
  // Whole samples cannot be refused; none at all are an empty piece.
  (void)codec::decode(kInput.encoding, std::span(bytes_).first(whole), samples_);
  heard_ += duration_of(static_cast<std::int64_t>(whole / 2), rate_hz);
  if (plays_until_ && heard_ >= *plays_until_) complete_turn(out.replies);
  if (goes_on)
    out.messages.back() = CallerAudio{samples_};
  else
    out.add(CallerAudio{samples_});
}

void Server::on_activity(bool starts, ClientReading& out) {
  if (setup_.turns.automatic)
    return deny(kInvalidPayload,
                "Explicit activity control is not supported when automatic activity detection is "
                "enabled.",
                out);
  caller_speaks_ = starts;
  if (starts) {
    if (setup_.turns.interrupt_response && (response_ || plays_until_)) {
      if (response_) out.add(Cancelled{response_->item});
      interrupt(out.replies);
    }
    out.add(Cleared{});
    return;
  }
  out.add(Committed{});
  if (!response_) out.add(SpeakNow{});
}

// Text interrupts what is being said.
void Server::speak_now(std::string text, ClientReading& out) {
  if (response_) out.add(Cancelled{response_->item});
  if (response_ || plays_until_) interrupt(out.replies);
  out.add(SpeakNow{std::move(text)});
}

void Server::on_client_content(const Json& content, ClientReading& out) {
  std::string text;
  if (const Json& turns = field(content, "turns"); turns.is_array())
    for (const Json& turn : turns)
      if (const Json& parts = field(turn, "parts"); parts.is_array())
        for (const Json& part : parts) text += text_at(part, "text");
  if (is_true(content, "turnComplete")) return speak_now(std::move(text), out);
  if (response_) out.add(Cancelled{response_->item});
  if (response_ || plays_until_) interrupt(out.replies);
}

void Server::on_tool_response(const Json& response, ClientReading& out) {
  const Json& all = field(response, "functionResponses");
  if (all.is_array())
    for (const Json& each : all) answer_call(each, out);
  else if (all.is_object())
    answer_call(all, out);
  const bool any = std::any_of(out.messages.begin(), out.messages.end(), [](const auto& message) {
    return std::holds_alternative<ToolResult>(message);
  });
  if (any && calls_.empty() && !response_) out.add(SpeakNow{});
}

void Server::answer_call(const Json& response, ClientReading& out) {
  const std::string id = text_at(response, "id");
  const std::string name = text_at(response, "name");
  const auto call = std::find_if(calls_.begin(), calls_.end(), [&](const Call& known) {
    return id.empty() ? known.name == name : known.id == id;
  });
  if (call == calls_.end()) {
    out.add(ClientRefused{"unknown_function_call", "No function call with this id waits.",
                          "toolResponse.functionResponses.id"});
    return;
  }
  const Json& result = field(response, "response");
  if (!result.is_object())
    return deny(kInvalidPayload, "Invalid value at 'tool_response.function_responses.response'",
                out);
  const std::string answered = call->id;
  calls_.erase(call);
  out.add(ToolResult{answered, wire::to_text(result)});
}

void Server::deny(std::uint16_t code, std::string_view why, ClientReading& out) {
  out.add(Denial{code,
                 std::string(utf8_prefix(why, kMaxReason)),
                 {"INVALID_ARGUMENT", std::string(why), ""},
                 Errc::agent_refused_message});
}

void Server::send(const Json& message, Replies& out) const {
  out.push_back({wire::Opcode::binary, wire::to_text(message)});
}

void Server::give_back() {
  hookswitch::give_back(bytes_);
  hookswitch::give_back(samples_);
  hookswitch::give_back(scratch_);
}

}  // namespace hookswitch::agent::gemini
