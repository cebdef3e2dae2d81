// What the server end reads and how it refuses.
#include "hookswitch/agent/openai/server.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::agent::openai {
namespace {

constexpr std::string_view kIdAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t kIdLength = 20;
constexpr std::size_t kMaxEcho = 512;
constexpr Micros kShortestCommit{100'000};

}  // namespace

/// An event of the client: the fields it may have, and who reads it.
struct Server::Row {
  std::string_view type;
  std::string_view fields;  ///< besides type and event_id, with a space after each
  ReadResult (Server::*read)(const Json&, Replies&);
};

const Server::Row Server::kRows[] = {
    {"input_audio_buffer.append", "audio ", &Server::on_append},
    {"input_audio_buffer.commit", "", &Server::on_commit},
    {"input_audio_buffer.clear", "", &Server::on_clear},
    {"session.update", "session ", &Server::on_session_update},
    {"conversation.item.create", "item previous_item_id ", &Server::on_item_create},
    {"conversation.item.retrieve", "item_id ", &Server::on_item_retrieve},
    {"conversation.item.truncate", "item_id content_index audio_end_ms ",
     &Server::on_item_truncate},
    {"conversation.item.delete", "item_id ", &Server::on_item_delete},
    {"response.create", "response ", &Server::on_response_create},
    {"response.cancel", "response_id ", &Server::on_response_cancel},
};

Server::Server(Rng& rng, const ServedModel& model)
    : rng_(rng), session_(make_id("sess_"), model), conversation_id_(make_id("conv_")) {}

void Server::open(Replies& out) {
  Json created = event("session.created");
  created["session"] = session_.document();
  send(created, out);
}

// This vendor's clients put one message into a frame.
Result<void> Server::read(wire::FrameView frame, ClientReading& out) {
  out.clear();
  auto message = read_one(frame, out.replies);
  if (!message) return tl::unexpected(message.error());
  out.add(*std::move(message));
  return {};
}

Server::ReadResult Server::read_one(wire::FrameView frame, Replies& replies) {
  const auto refuse_whole = [&](std::string_view message) {
    refuse(Json::object(), {"invalid_event", std::string(message), ""}, replies);
  };
  if (frame.payload.size() > wire::kMaxAgentMessage) return fail(Errc::message_too_large);
  if (frame.opcode != wire::Opcode::text) {
    refuse_whole("Only text messages are accepted.");
    return fail(Errc::wrong_opcode);
  }
  if (const auto audio = scan_audio_append(frame.payload, scratch_))
    if (const auto heard = hear(*audio)) return *heard;
  const auto event = wire::read_object(frame.payload);
  if (!event) {
    refuse_whole("The message is not one JSON object.");
    return tl::unexpected(event.error());
  }
  const auto type = wire::string_at(*event, "type");
  if (!type) {
    refuse(*event, missing("type"), replies);
    return tl::unexpected(type.error());
  }
  for (const Row& row : kRows) {
    if (row.type != *type) continue;
    if (const auto refusal = only_fields(*event, " type event_id " + std::string(row.fields), ""))
      return refuse(*event, *refusal, replies);
    return (this->*row.read)(*event, replies);
  }
  return refuse(*event, invalid("type", "the name of a client event"), replies);
}

Server::ReadResult Server::on_session_update(const Json& event, Replies& replies) {
  const auto patch = wire::object_at(event, "session");
  if (!patch) return refuse(event, missing("session"), replies);
  const auto audio = (*patch)->find("audio");
  if (has_spoken_ && audio != (*patch)->end() && audio->is_object() && audio->contains("output")) {
    const Json& output = (*audio)["output"];
    if (output.is_object() && output.contains("voice") && output["voice"] != session_.voice())
      return refuse(event,
                    {"cannot_update_voice", "The voice cannot change once the agent has spoken.",
                     "session.audio.output.voice"},
                    replies);
  }
  const codec::MediaFormat format = input_format();
  if (const auto refusal = session_.update(**patch)) return refuse(event, *refusal, replies);
  if (format != input_format()) {
    input_.clear();
  }
  Json updated = this->event("session.updated");
  updated["session"] = session_.document();
  send(updated, replies);
  return Configured{};
}

Server::ReadResult Server::on_append(const Json& event, Replies& replies) {
  const auto audio = wire::string_at(event, "audio");
  if (!audio) return refuse(event, missing("audio"), replies);
  const auto heard = hear(*audio);
  if (heard) return *heard;
  refuse(event, invalid("audio", "base64"), replies);
  return fail(heard.error().code, "audio", heard.error().at);
}

/// On an error nothing has changed.
Result<CallerAudio> Server::hear(std::string_view audio) {
  HS_TRY(const PcmView samples, input_.append(input_format().encoding, audio));
  return CallerAudio{samples};
}

Server::ReadResult Server::on_commit(const Json& event, Replies& replies) {
  const Micros length = duration_of(input_.waiting(), input_format().rate_hz);
  if (length < kShortestCommit)
    return refuse(event,
                  {"input_audio_buffer_commit_empty",
                   "Error committing input audio buffer: buffer too small. Expected at least 100ms "
                   "of audio, but buffer only has " +
                       std::to_string(to_ms(length)) + "ms of audio.",
                   ""},
                  replies);
  commit(Millis{to_ms(length)}, replies);
  return Committed{};
}

Server::ReadResult Server::on_clear(const Json&, Replies& replies) {
  caller_item_.clear();
  input_.clear();
  send(event("input_audio_buffer.cleared"), replies);
  return Cleared{};
}

Server::ReadResult Server::on_response_create(const Json& event, Replies& replies) {
  if (response_)
    return refuse(event,
                  {"conversation_already_has_active_response",
                   "Conversation already has an active response in progress: " + response_->id +
                       ". Wait until the response is finished before creating a new one.",
                   ""},
                  replies);
  metadata_ = nullptr;
  spoken_.reset();
  const auto options = event.find("response");
  if (options == event.end() || options->is_null()) return SpeakNow{};
  if (!options->is_object()) return refuse(event, invalid("response", "an object"), replies);
  if (const auto refusal = only_fields(
          *options,
          " audio conversation input instructions max_output_tokens metadata output_modalities "
          "parallel_tool_calls prompt reasoning tool_choice tools ",
          "response"))
    return refuse(event, *refusal, replies);
  const auto modalities = options->find("output_modalities");
  if (modalities != options->end() && !is_output_modalities(*modalities))
    return refuse(event, invalid("response.output_modalities", R"(["audio"] or ["text"])"),
                  replies);
  if (const auto conversation = options->find("conversation");
      conversation != options->end() && *conversation != "auto")
    return refuse(event, invalid("response.conversation", "'auto': this agent has one"), replies);
  if (const auto metadata = options->find("metadata");
      metadata != options->end() && wire::to_text(*metadata).size() <= Conversation::kMaxContent)
    metadata_ = *metadata;
  if (modalities != options->end()) spoken_ = (*modalities)[0] == "audio";
  return SpeakNow{wire::optional_text_at(*options, "instructions").value_or("")};
}

Server::ReadResult Server::on_response_cancel(const Json& event, Replies& replies) {
  const auto asked = wire::optional_text_at(event, "response_id");
  if (!response_ || (asked && *asked != response_->id))
    return refuse(
        event, {"response_cancel_not_active", "Cancellation failed: no active response found", ""},
        replies);
  Cancelled cancelled{response_->id};
  close_response(TurnDone::Outcome::cancelled, "client_cancelled", replies);
  return cancelled;
}

void Server::give_back() {
  input_.give_back();
  hookswitch::give_back(bytes_);
  hookswitch::give_back(scratch_);
}

// ---- shared by all of the server end -------------------------------------------------------

std::string Server::make_id(std::string_view prefix) {
  return std::string(prefix) + random_text(kIdAlphabet, kIdLength, rng_);
}

wire::Json Server::event(std::string_view type) {
  return {{"type", type}, {"event_id", make_id("event_")}};
}

void Server::send(const Json& event, Replies& out) const {
  out.push_back({wire::Opcode::text, wire::to_text(event)});
}

void Server::refuse(const ClientRefused& refusal, Replies& out) {
  refuse(Json::object(), refusal, out);
}

ClientRefused Server::refuse(const Json& cause, Refusal refusal, Replies& replies) {
  Json about;
  if (const auto id = wire::string_at(cause, "event_id"); id && id->size() <= kMaxEcho) about = *id;
  Json error = event("error");
  error["error"] = {{"type", "invalid_request_error"},
                    {"code", refusal.code},
                    {"message", refusal.message},
                    {"param", refusal.param.empty() ? Json() : Json(refusal.param)},
                    {"event_id", std::move(about)}};
  send(error, replies);
  return refusal;
}

}  // namespace hookswitch::agent::openai
