// What the bridge asks of the client end.
#include <algorithm>
#include <utility>

#include "hookswitch/agent/audio_text.hpp"
#include "hookswitch/agent/gemini/client.hpp"
#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/base/give_back.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::gemini {
namespace {

/// The function's response: an object under "output", or the error that it is.
wire::Json response_of(std::string_view output) {
  auto parsed = wire::read_object(output);
  if (!parsed) return {{"output", output}};
  if (parsed->contains("error")) return *std::move(parsed);
  return {{"output", *std::move(parsed)}};
}

}  // namespace

void Client::append_audio(PcmView samples, wire::Frame& frame) {
  if (discarding_)
    *discarding_ += duration_of(static_cast<std::int64_t>(samples.size()), kInput.rate_hz);
  frame.opcode = wire::Opcode::text;
  frame.payload = R"({"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":")";
  append_audio_text(kInput.encoding, samples, bytes_, frame.payload);
  frame.payload += "\"}}}";
}

Replies Client::tool_result(std::string_view call_id, std::string_view output) {
  const auto call = std::find_if(calls_.begin(), calls_.end(),
                                 [&](const Call& known) { return known.id == call_id; });
  if (call == calls_.end()) return {};
  wire::Json response = {{"name", call->name}, {"response", response_of(output)}};
  if (call->id != call->name) response["id"] = call->id;
  calls_.erase(call);
  wire::Json message;
  message["toolResponse"]["functionResponses"] = wire::Json::array({std::move(response)});
  return {{wire::Opcode::text, wire::to_text(message)}};
}

Errc Client::meaning_of_close(std::uint16_t code, std::string_view reason) const {
  const auto says = [reason](std::string_view part) {
    return reason.find(part) != std::string_view::npos;
  };
  if (code < 600) {
    const bool may_pass = code == 408 || code == 425 || code == 429 || code >= 500 || code < 300;
    return may_pass ? Errc::agent_unreachable : Errc::agent_refused;
  }
  if (says("Deadline expired")) return Errc::agent_session_expired;
  switch (code) {
    case 1007:  // a payload that it does not take; a key, too
      return says("API key") ? Errc::agent_refused : Errc::agent_failed;
    case 1008:  // policy, model, key
      return Errc::agent_refused;
    case 1002:
    case 1003:
    case 1009:
    case 1010:
      return Errc::agent_failed;
    default:
      break;
  }
  return code >= 3000 ? Errc::agent_refused : Errc::agent_closed;
}

void Client::give_back() {
  hookswitch::give_back(bytes_);
  hookswitch::give_back(samples_);
  hookswitch::give_back(scratch_);
}

}  // namespace hookswitch::agent::gemini
