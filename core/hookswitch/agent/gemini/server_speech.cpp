// The server end's speech: turns, their ends and what interrupts them, in the vendor's order.
#include <utility>

#include "hookswitch/agent/audio_text.hpp"
#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/agent/gemini/server.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::gemini {
namespace {

using wire::Json;

Json content(std::string_view key, Json value) {
  Json message;
  message["serverContent"][std::string(key)] = std::move(value);
  return message;
}

}  // namespace

void Server::speech_started(Millis, Replies& out) {
  caller_speaks_ = true;
  if (!setup_.turns.interrupt_response) return;
  cancel_calls(out);
  if (plays_until_) interrupt(out);  // a response that goes on is cancelled by its host
}

void Server::speech_stopped(Millis, Replies&) { caller_speaks_ = false; }

void Server::caller_text(std::string_view text, Replies& out) {
  if (setup_.config.transcription_model.empty()) return;
  send(content("inputTranscription", {{"text", text}}), out);
}

bool Server::begin_response(Replies& out) {
  if (response_) return false;
  if (plays_until_) complete_turn(out);
  response_ = Response{"turn_" + std::to_string(++turns_), heard_};
  return true;
}

std::string_view Server::response_item() const {
  return response_ ? std::string_view(response_->item) : std::string_view();
}

void Server::response_audio(PcmView samples, Replies& out) {
  if (!response_ || !setup_.speaks) return;
  const Micros length = duration_of(static_cast<std::int64_t>(samples.size()), kOutput.rate_hz);
  response_->said += length;
  tally_.said += length;
  // Written by hand: the one message that is large and frequent.
  std::string text =
      R"({"serverContent":{"modelTurn":{"role":"model","parts":[{"inlineData":{"mimeType":)"
      R"("audio/pcm;rate=24000","data":")";
  append_audio_text(kOutput.encoding, samples, bytes_, text);
  text += "\"}}]}}}";
  out.push_back({wire::Opcode::binary, std::move(text)});
}

void Server::response_text(std::string_view piece, Replies& out) {
  if (!setup_.speaks)
    return send(
        content("modelTurn", {{"role", "model"}, {"parts", Json::array({{{"text", piece}}})}}),
        out);
  if (setup_.transcribes_agent) send(content("outputTranscription", {{"text", piece}}), out);
}

void Server::finish_response(TurnDone::Outcome outcome, Replies& out) {
  if (!response_) return;
  if (outcome == TurnDone::Outcome::cancelled) return interrupt(out);
  ++tally_.responses[static_cast<std::size_t>(outcome)];
  send(content("generationComplete", true), out);
  const Micros until = response_->begun + response_->said;
  const bool caller_is_heard = heard_ > response_->begun;
  response_.reset();
  plays_until_ = until;
  if (!caller_is_heard || heard_ >= until) complete_turn(out);
}

void Server::interrupt(Replies& out) {
  if (response_) ++tally_.responses[static_cast<std::size_t>(TurnDone::Outcome::cancelled)];
  response_.reset();
  send(content("interrupted", true), out);
  cancel_calls(out);
  complete_turn(out);
}

void Server::cancel_calls(Replies& out) {
  if (calls_.empty()) return;
  Json ids = Json::array();
  for (const Call& call : std::exchange(calls_, {})) ids.push_back(call.id);
  Json message;
  message["toolCallCancellation"]["ids"] = std::move(ids);
  send(message, out);
}

void Server::complete_turn(Replies& out) {
  plays_until_.reset();
  Json message = content("turnComplete", true);
  // About 25 tokens per second of audio; how the vendor counts is not known for certain.
  const std::int64_t heard = to_ms(heard_) / 40;
  const std::int64_t said = to_ms(tally_.said) / 40;
  message["usageMetadata"] = {
      {"promptTokenCount", heard}, {"responseTokenCount", said}, {"totalTokenCount", heard + said}};
  send(message, out);
  if (setup_.resumes)
    send({{"sessionResumptionUpdate",
           {{"newHandle", random_text(kUrlSafe, 32, rng_)}, {"resumable", true}}}},
         out);
}

void Server::call_tool(std::string_view name, std::string_view arguments, Replies& out) {
  constexpr std::size_t kMaxOpenCalls = 64;
  begin_response(out);
  tally_.count_tool(name);
  ++tally_.responses[static_cast<std::size_t>(TurnDone::Outcome::completed)];
  response_.reset();  // the turn goes on when the result is there
  if (calls_.size() == kMaxOpenCalls) calls_.erase(calls_.begin());
  calls_.push_back({random_text(kDecimalDigits, 20, rng_), std::string(name)});
  auto parsed = wire::read_object(arguments);
  Json call = {{"id", calls_.back().id},
               {"name", name},
               {"args", parsed ? *std::move(parsed) : Json::object()}};
  Json message;
  message["toolCall"]["functionCalls"] = Json::array({std::move(call)});
  send(message, out);
}

}  // namespace hookswitch::agent::gemini
