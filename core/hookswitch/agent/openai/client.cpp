#include "hookswitch/agent/openai/client.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/agent/openai/errors.hpp"
#include "hookswitch/agent/openai/request.hpp"
#include "hookswitch/agent/openai/url.hpp"

namespace hookswitch::agent::openai {
namespace {

using wire::Json;
using wire::text_or_empty;

constexpr std::size_t kRememberedCalls = 256;
constexpr std::size_t kMaxName = 64;
constexpr std::string_view kIdentifiers[] = {"item_id", "response_id", "call_id", "event_id",
                                             "id",      "name",        "code"};
constexpr std::size_t kMaxDetail = 300;

const Json& child(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

/// The first identifier of `object` that is too long to be one.
std::optional<std::string_view> overlong_id(const Json& object) {
  for (const std::string_view key : kIdentifiers) {
    const Json& value = child(object, key);
    if (value.is_string() && value.get_ptr<const std::string*>()->size() > Client::kMaxId)
      return key;
  }
  return std::nullopt;
}

AgentIgnored ignored(std::string_view type) { return {std::string(type.substr(0, kMaxName))}; }

std::string describe(const Json& error) {
  std::string detail = text_or_empty(error, "code");
  if (detail.empty()) detail = text_or_empty(error, "type");
  const std::string message = text_or_empty(error, "message");
  if (!message.empty()) detail += (detail.empty() ? "" : ": ") + message;
  detail.resize(std::min(detail.size(), kMaxDetail));
  return detail;
}

TurnDone::Outcome outcome_of(std::string_view status) {
  if (status == "completed") return TurnDone::Outcome::completed;
  if (status == "cancelled") return TurnDone::Outcome::cancelled;
  if (status == "incomplete") return TurnDone::Outcome::incomplete;
  return TurnDone::Outcome::failed;
}

void remember(std::string id, std::size_t limit, std::deque<std::string>& ids) {
  if (ids.size() == limit) ids.pop_front();
  ids.push_back(std::move(id));
}

}  // namespace

struct Client::Row {
  std::string_view type;
  ReadResult (Client::*read)(Event, Replies&);
};

// Whatever is not listed is news of no consequence to a call, or a newer vendor's: ignored.
const Client::Row Client::kRows[] = {
    {"response.output_audio.delta", &Client::on_audio},
    {"response.output_audio.done", &Client::on_audio_done},
    {"response.output_audio_transcript.delta", &Client::on_agent_piece},
    {"response.output_audio_transcript.done", &Client::on_agent_text},
    {"input_audio_buffer.speech_started", &Client::on_speech_started},
    {"input_audio_buffer.speech_stopped", &Client::on_speech_stopped},
    {"conversation.item.input_audio_transcription.delta", &Client::on_caller_piece},
    {"conversation.item.input_audio_transcription.completed", &Client::on_caller_text},
    {"conversation.item.input_audio_transcription.failed", &Client::on_caller_text_failed},
    {"response.created", &Client::on_response_created},
    {"response.output_item.done", &Client::on_item_done},
    {"response.done", &Client::on_response_done},
    {"session.created", &Client::on_session_created},
    {"session.updated", &Client::on_session_updated},
    {"error", &Client::on_error},
};

Client::Client(const Endpoint& endpoint, const SessionConfig& config)
    : dial_{url_with_model(endpoint.url, endpoint.model)}, config_(config) {
  // No OpenAI-Beta header: it selects the retired shape and is refused.
  if (!endpoint.key.empty()) dial_.headers.push_back({"Authorization", "Bearer " + endpoint.key});
}

DialPlan Client::plan() const { return dial_; }

// This vendor puts one message into a frame.
Result<void> Client::read(wire::FrameView frame, AgentReading& out) {
  out.clear();
  auto message = read_one(frame, out.replies);
  if (!message) return tl::unexpected(message.error());
  out.add(*std::move(message));
  return {};
}

Client::ReadResult Client::read_one(wire::FrameView frame, Replies& replies) {
  if (frame.opcode != wire::Opcode::text) return fail(Errc::wrong_opcode);
  if (frame.payload.size() > wire::kMaxAgentEvent) return fail(Errc::message_too_large);
  if (const auto audio = scan_audio_delta(frame.payload, scratch_)) return play(*audio);
  const auto event = wire::read_object(frame.payload);
  if (!event) return tl::unexpected(event.error());
  const auto type = wire::string_at(*event, "type");
  if (!type) return tl::unexpected(type.error());
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& known) { return known.type == *type; });
  if (row == std::end(kRows)) return ignored(*type);
  // What names something is kept, compared and sent back: cut, it would name something else.
  for (const char* part : {"", "session", "response", "item", "error"})
    if (const auto key = overlong_id(*part == 0 ? *event : child(*event, part)))
      return fail(Errc::field_too_long, *key);
  return (this->*row->read)(*event, replies);
}

Client::ReadResult Client::on_session_created(Event, Replies& replies) {
  if (!configured_) replies.push_back(session_update(config_, next_event_id()));
  configured_ = true;
  return ignored("session.created");
}

Client::ReadResult Client::on_session_updated(Event event, Replies& replies) {
  if (!configured_ || ready_) return ignored("session.updated");
  const Json& session = child(event, "session");
  const Json& audio = child(session, "audio");
  // A server that resolved the formats otherwise would be heard as noise: better no session.
  for (const char* direction : {"input", "output"}) {
    const Json& format = child(child(audio, direction), "format");
    const bool is_input = std::string_view(direction) == "input";
    if (!format.is_null() && format_from(format) != (is_input ? config_.input : config_.output))
      return AgentFailed{
          Errc::agent_failed,
          std::string("the session's ") + direction + " format is not the one that was asked for",
          true};
  }
  ready_ = true;
  if (!config_.greeting.empty()) {
    requested_ = next_event_id();
    replies.push_back(response_create(config_.greeting, requested_));
  }
  return Ready{text_or_empty(session, "id")};
}

Client::ReadResult Client::on_speech_started(Event event, Replies&) {
  // The session has interrupt_response: the agent itself cancels the response.
  if (!active_.empty()) discard(active_);
  return CallerSpeechStarted{text_or_empty(event, "item_id")};
}

Client::ReadResult Client::on_speech_stopped(Event, Replies&) { return CallerSpeechStopped{}; }

Client::ReadResult Client::on_response_created(Event event, Replies&) {
  const auto response = wire::object_at(event, "response");
  if (!response) return tl::unexpected(response.error());
  const auto id = wire::string_at(**response, "id");
  if (!id) return tl::unexpected(id.error());
  active_ = *id;
  items_.clear();
  requested_.clear();
  return TurnStarted{active_};
}

Client::ReadResult Client::on_audio(Event event, Replies&) {
  const auto response_id = wire::string_at(event, "response_id");
  if (!response_id) return tl::unexpected(response_id.error());
  const auto item_id = wire::string_at(event, "item_id");
  if (!item_id) return tl::unexpected(item_id.error());
  const auto delta = wire::string_at(event, "delta");
  if (!delta) return tl::unexpected(delta.error());
  return play({*response_id, *item_id, *delta});
}

Client::ReadResult Client::play(const AudioDelta& audio) {
  if (audio.response_id.size() > kMaxId) return fail(Errc::field_too_long, "response_id");
  if (audio.item_id.size() > kMaxId) return fail(Errc::field_too_long, "item_id");
  if (discarded(audio.response_id)) return ignored("response.output_audio.delta");
  Item* const from = item(audio.item_id);
  if (from == nullptr) return fail(Errc::agent_bad_message, "item_id");
  samples_.clear();
  if (auto decoded = from->audio.decode(config_.output.encoding, audio.delta, bytes_, samples_);
      !decoded)
    return fail(decoded.error().code, "delta", decoded.error().at);
  if (samples_.empty()) return ignored("response.output_audio.delta");
  response_id_ = audio.response_id;
  item_id_ = audio.item_id;
  return AgentAudio{response_id_, item_id_, samples_};
}

Client::ReadResult Client::on_audio_done(Event event, Replies&) {
  const auto item_id = wire::string_at(event, "item_id");
  if (!item_id) return tl::unexpected(item_id.error());
  if (discarded(text_or_empty(event, "response_id"))) return ignored("response.output_audio.done");
  return AgentAudioDone{std::string(*item_id)};
}

Client::ReadResult Client::on_agent_piece(Event event, Replies&) {
  if (discarded(text_or_empty(event, "response_id")))
    return ignored("response.output_audio_transcript.delta");
  return Transcript{Speaker::agent, text_or_empty(event, "item_id"), text_or_empty(event, "delta"),
                    false};
}

// The final text of an interrupted item still counts: it says what was being said.
Client::ReadResult Client::on_agent_text(Event event, Replies&) {
  return Transcript{Speaker::agent, text_or_empty(event, "item_id"),
                    text_or_empty(event, "transcript"), true};
}

Client::ReadResult Client::on_caller_piece(Event event, Replies&) {
  return Transcript{Speaker::caller, text_or_empty(event, "item_id"), text_or_empty(event, "delta"),
                    false};
}

Client::ReadResult Client::on_caller_text(Event event, Replies&) {
  return Transcript{Speaker::caller, text_or_empty(event, "item_id"),
                    text_or_empty(event, "transcript"), true};
}

Client::ReadResult Client::on_caller_text_failed(Event event, Replies&) {
  return CallerTextFailed{text_or_empty(event, "item_id"), describe(child(event, "error"))};
}

// A tool runs on complete arguments only: the item's end says both that they are whole and that
// the response was not cut short. The item's beginning has the name, but empty arguments.
Client::ReadResult Client::on_item_done(Event event, Replies&) {
  const Json& done = child(event, "item");
  if (text_or_empty(done, "type") != "function_call" ||
      text_or_empty(done, "status") != "completed" ||
      discarded(text_or_empty(event, "response_id")))
    return ignored("response.output_item.done");
  const auto call_id = wire::string_at(done, "call_id");
  if (!call_id) return tl::unexpected(call_id.error());
  const auto name = wire::string_at(done, "name");
  if (!name) return tl::unexpected(name.error());
  const auto arguments = wire::string_at(done, "arguments");
  if (!arguments) return tl::unexpected(arguments.error());
  if (std::find(seen_calls_.begin(), seen_calls_.end(), *call_id) != seen_calls_.end())
    return ignored("response.output_item.done");
  remember(std::string(*call_id), kRememberedCalls, seen_calls_);
  if (unanswered_calls_.size() == kRememberedCalls) return fail(Errc::agent_bad_message, "call_id");
  unanswered_calls_.emplace_back(*call_id);
  return ToolCall{std::string(*call_id), std::string(*name), std::string(*arguments)};
}

Client::ReadResult Client::on_response_done(Event event, Replies& replies) {
  const auto response = wire::object_at(event, "response");
  if (!response) return tl::unexpected(response.error());
  const auto id = wire::string_at(**response, "id");
  if (!id) return tl::unexpected(id.error());
  if (*id == active_) {
    active_.clear();
    items_.clear();
    if (response_wanted_) ask_for_response(replies);
  }
  const Json& details = child(**response, "status_details");
  const Json& error = child(details, "error");
  if (const auto judged = judge(text_or_empty(error, "code"), ""); judged.verdict == Verdict::fatal)
    return AgentFailed{judged.code, describe(error), true};
  return TurnDone{std::string(*id), outcome_of(text_or_empty(**response, "status")),
                  error.is_object() ? describe(error) : text_or_empty(details, "reason")};
}

Client::ReadResult Client::on_error(Event event, Replies&) {
  const Json& error = child(event, "error");
  const std::string code = text_or_empty(error, "code");
  const Judgement judged = judge(code, text_or_empty(error, "message"));
  const std::string about = text_or_empty(error, "event_id");
  const bool about_request = !requested_.empty() && (about == requested_ || about.empty());
  switch (judged.verdict) {
    case Verdict::response_active:
      if (about_request) {
        requested_.clear();
        response_wanted_ = true;
      }
      return ignored("error." + code);
    case Verdict::harmless:
      return ignored("error." + code);
    case Verdict::fatal:
      return AgentFailed{judged.code, describe(error), true};
    case Verdict::reported:
      break;
  }
  if (about == requested_) requested_.clear();
  // Until the session is confirmed there is nothing else that can have been refused.
  if (!ready_) return AgentFailed{Errc::agent_refused, describe(error), true};
  return AgentFailed{judged.code, describe(error), false};
}

}  // namespace hookswitch::agent::openai
