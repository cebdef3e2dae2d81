// The server end's speech: the caller's turns and the agent's responses, in the vendor's order.
#include <algorithm>
#include <utility>

#include "hookswitch/agent/openai/server.hpp"
#include "hookswitch/base/check.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;

constexpr std::size_t kMaxTranscript = 16 << 10;

std::string_view status_of(TurnDone::Outcome outcome) {
  switch (outcome) {
    case TurnDone::Outcome::completed:
      return "completed";
    case TurnDone::Outcome::cancelled:
      return "cancelled";
    case TurnDone::Outcome::failed:
      return "failed";
    case TurnDone::Outcome::incomplete:
      return "incomplete";
  }
  return "failed";
}

Json message_item(std::string_view id, std::string_view role, std::string_view status,
                  Json content) {
  return {{"id", id},     {"object", "realtime.item"},    {"type", "message"}, {"status", status},
          {"role", role}, {"content", std::move(content)}};
}

}  // namespace

void Server::speech_started(Millis at, Replies& out) {
  caller_item_ = make_id("item_");
  speech_started_ = at;
  Json started = event("input_audio_buffer.speech_started");
  started["audio_start_ms"] = at.count();
  started["item_id"] = caller_item_;
  send(started, out);
}

void Server::speech_stopped(Millis at, Replies& out) {
  if (caller_item_.empty()) caller_item_ = make_id("item_");
  Json stopped = event("input_audio_buffer.speech_stopped");
  stopped["audio_end_ms"] = at.count();
  stopped["item_id"] = caller_item_;
  send(stopped, out);
  commit(at - speech_started_, out);
}

void Server::commit(Millis length, Replies& out) {
  committed_item_ = caller_item_.empty() ? make_id("item_") : std::exchange(caller_item_, {});
  committed_length_ = length;
  input_.commit();
  const Json previous = items_.last_id();
  Json committed = event("input_audio_buffer.committed");
  committed["previous_item_id"] = previous;
  committed["item_id"] = committed_item_;
  send(committed, out);
  Json item = message_item(committed_item_, "user", "completed",
                           Json::array({{{"type", "input_audio"}, {"transcript", nullptr}}}));
  for (const char* type : {"conversation.item.added", "conversation.item.done"}) {
    Json announcement = event(type);
    announcement["previous_item_id"] = previous;
    announcement["item"] = item;
    send(announcement, out);
  }
  items_.keep(std::move(item), 0);
}

void Server::caller_text(std::string_view text, Replies& out) {
  if (config().transcription_model.empty() || committed_item_.empty()) return;
  Json piece = event("conversation.item.input_audio_transcription.delta");
  piece["item_id"] = committed_item_;
  piece["content_index"] = 0;
  piece["delta"] = text;
  send(piece, out);
  Json completed = event("conversation.item.input_audio_transcription.completed");
  completed["item_id"] = committed_item_;
  completed["content_index"] = 0;
  completed["transcript"] = text;
  const double seconds = static_cast<double>(committed_length_.count()) / 1'000.0;
  completed["usage"] = {{"type", "duration"}, {"seconds", seconds}};
  send(completed, out);
  if (Item* item = items_.find(committed_item_))
    item->document["content"] =
        Json::array({{{"type", "input_audio"}, {"transcript", text.substr(0, kMaxTranscript)}}});
}

bool Server::begin_response(Replies& out) {
  if (response_) return false;
  response_.emplace();
  response_->id = make_id("resp_");
  response_->item_id = make_id("item_");
  response_->metadata = std::exchange(metadata_, nullptr);
  response_->spoken = std::exchange(spoken_, std::nullopt).value_or(session_.speaks());
  Json created = event("response.created");
  created["response"] = response_json("in_progress", nullptr);
  send(created, out);
  return true;
}

std::string_view Server::response_item() const {
  return response_ ? std::string_view(response_->item_id) : std::string_view();
}

wire::Json Server::response_json(std::string_view status, const Json& details) const {
  return {{"id", response_->id},
          {"object", "realtime.response"},
          {"status", status},
          {"status_details", details},
          {"output", response_->output},
          {"conversation_id", conversation_id_},
          {"output_modalities", Json::array({response_->spoken ? "audio" : "text"})},
          {"max_output_tokens", session_.document()["max_output_tokens"]},
          {"audio",
           {{"output", {{"format", format_json(output_format())}, {"voice", session_.voice()}}}}},
          {"metadata", response_->metadata},
          {"usage", nullptr}};
}

/// An event about the spoken content of the active response.
wire::Json Server::part_event(std::string_view type) {
  Json part = event(type);
  part["response_id"] = response_->id;
  part["item_id"] = response_->item_id;
  part["output_index"] = response_->output.size();
  part["content_index"] = 0;
  return part;
}

void Server::open_item(Replies& out) {
  HS_CHECK(response_);
  if (response_->speaking) return;
  response_->speaking = true;
  Json item = message_item(response_->item_id, "assistant", "in_progress", Json::array());
  Json first = event("response.output_item.added");
  first["response_id"] = response_->id;
  first["output_index"] = response_->output.size();
  first["item"] = item;
  send(first, out);
  Json added = event("conversation.item.added");
  added["previous_item_id"] = items_.last_id();
  added["item"] = item;
  send(added, out);
  Json part = part_event("response.content_part.added");
  part["part"] = content_part("");
  send(part, out);
}

/// The spoken or written content of the active response, as a content part has it.
wire::Json Server::content_part(std::string_view text) const {
  return {{"type", response_->spoken ? "audio" : "text"},
          {response_->spoken ? "transcript" : "text", text}};
}

void Server::response_text(std::string_view piece, Replies& out) {
  open_item(out);
  response_->transcript += piece;
  Json delta = part_event(response_->spoken ? "response.output_audio_transcript.delta"
                                            : "response.output_text.delta");
  delta["delta"] = piece;
  send(delta, out);
}

void Server::response_audio(PcmView samples, Replies& out) {
  open_item(out);
  if (!response_->spoken) return;
  has_spoken_ = true;
  response_->samples += static_cast<std::int64_t>(samples.size());
  tally_.said += duration_of(static_cast<std::int64_t>(samples.size()), output_format().rate_hz);
  // Written by hand: the one event that is large and frequent.
  std::string text = R"({"type":"response.output_audio.delta","event_id":")" + make_id("event_") +
                     R"(","response_id":")" + response_->id + R"(","item_id":")" +
                     response_->item_id + R"(","output_index":)" +
                     std::to_string(response_->output.size()) + R"(,"content_index":0,"delta":")";
  append_audio_text(output_format().encoding, samples, bytes_, text);
  text += "\"}";
  out.push_back({wire::Opcode::text, std::move(text)});
}

void Server::close_item(std::string_view status, Replies& out) {
  if (!response_->speaking) return;
  response_->speaking = false;
  if (response_->spoken) send(part_event("response.output_audio.done"), out);
  Json text = part_event(response_->spoken ? "response.output_audio_transcript.done"
                                           : "response.output_text.done");
  Json content = content_part(response_->transcript);
  text[response_->spoken ? "transcript" : "text"] = response_->transcript;
  send(text, out);
  Json part = part_event("response.content_part.done");
  part["part"] = content;
  send(part, out);
  // Items have names of their own for the two kinds.
  content["type"] = response_->spoken ? "output_audio" : "output_text";
  Json item =
      message_item(response_->item_id, "assistant", status, Json::array({std::move(content)}));
  Json done = event("conversation.item.done");
  done["previous_item_id"] = items_.last_id();
  done["item"] = item;
  send(done, out);
  Json last = event("response.output_item.done");
  last["response_id"] = response_->id;
  last["output_index"] = response_->output.size();
  last["item"] = item;
  send(last, out);
  response_->output.push_back(item);
  response_->all_samples += response_->samples;
  items_.keep(std::move(item), std::exchange(response_->samples, 0));
}

void Server::finish_response(TurnDone::Outcome outcome, Replies& out) {
  if (!response_) return;
  close_response(outcome, outcome == TurnDone::Outcome::cancelled ? "turn_detected" : "", out);
}

void Server::close_response(TurnDone::Outcome outcome, std::string_view reason, Replies& out) {
  const std::string_view status = status_of(outcome);
  close_item(outcome == TurnDone::Outcome::completed ? "completed" : "incomplete", out);
  Json details;
  if (outcome != TurnDone::Outcome::completed) details = {{"type", status}};
  if (!reason.empty()) details["reason"] = reason;
  // The vendor counts a token per 100 ms heard and one per 50 ms said.
  const auto heard = input_.take_unbilled() * 10 / input_format().rate_hz;
  const auto said = response_->all_samples * 20 / output_format().rate_hz;
  Json done = event("response.done");
  done["response"] = response_json(status, details);
  done["response"]["usage"] = {
      {"total_tokens", heard + said},
      {"input_tokens", heard},
      {"output_tokens", said},
      {"input_token_details", {{"text_tokens", 0}, {"audio_tokens", heard}, {"cached_tokens", 0}}},
      {"output_token_details", {{"text_tokens", 0}, {"audio_tokens", said}}}};
  send(done, out);
  ++tally_.responses[static_cast<std::size_t>(outcome)];
  response_.reset();
}

}  // namespace hookswitch::agent::openai
