#include "hookswitch/agent/gemini/client.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/agent/gemini/dialect.hpp"
#include "hookswitch/agent/gemini/fields.hpp"
#include "hookswitch/agent/gemini/media.hpp"
#include "hookswitch/agent/gemini/setup.hpp"
#include "hookswitch/base/base64.hpp"
#include "hookswitch/base/utf8_prefix.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "hookswitch/wire/url_text.hpp"

namespace hookswitch::agent::gemini {
namespace {

constexpr std::size_t kMaxId = 128;
constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxCalls = 64;  ///< without a result
constexpr std::size_t kMaxSeen = 256;
constexpr std::size_t kMaxText = 16 << 10;
constexpr std::size_t kMaxDetail = 300;
constexpr Micros kMaxRest{1'000'000};  ///< of the caller's audio, while an interrupted turn ends

AgentIgnored ignored(std::string_view type) { return {std::string(type.substr(0, kMaxName))}; }

wire::Json greeting_message(const std::string& text, Greeting as) {
  if (as == Greeting::realtime_text) return {{"realtimeInput", {{"text", text}}}};
  const wire::Json part = {{"text", text}};
  const wire::Json turn = {{"role", "user"}, {"parts", wire::Json::array({part})}};
  return {{"clientContent", {{"turns", wire::Json::array({turn})}, {"turnComplete", true}}}};
}

wire::Header credentials(std::string_view url, const std::string& key) {
  std::string_view host = url;
  if (const auto at = host.find("://"); at != host.npos) host.remove_prefix(at + 3);
  host = host.substr(0, host.find_first_of(":/?#"));
  if (key.starts_with("auth_tokens/")) return {"Authorization", "Token " + key};
  if (host.ends_with("aiplatform.googleapis.com")) return {"Authorization", "Bearer " + key};
  return {"x-goog-api-key", key};
}

}  // namespace

struct Client::Row {
  std::string_view key;
  void (Client::*read)(const Json&, AgentReading&);
};

// Keys that are not listed do not matter to a call, or are newer: ignored.
const Client::Row Client::kRows[] = {
    {"setupComplete", &Client::on_setup_complete},
    {"serverContent", &Client::on_content},
    {"toolCall", &Client::on_tool_call},
    {"toolCallCancellation", &Client::on_tool_cancellation},
    {"goAway", &Client::on_go_away},
    {"error", &Client::on_error},
    {"usageMetadata", &Client::on_nothing},
    {"sessionResumptionUpdate", &Client::on_nothing},
};

Client::Client(const Endpoint& endpoint, const SessionConfig& config, Greeting greeting)
    : dial_{endpoint.url.substr(0, endpoint.url.find('#'))},
      setup_(setup_text(endpoint, config)),
      config_(config),
      greeting_(greeting) {
  config_.input = kInput;
  config_.output = kOutput;
  if (!endpoint.key.empty()) dial_.headers.push_back(credentials(dial_.url, endpoint.key));
}

void Client::open(Replies& out) { out.push_back({wire::Opcode::text, setup_}); }

Result<void> Client::read(wire::FrameView frame, AgentReading& out) {
  out.clear();
  if (frame.payload.size() > wire::kMaxAgentEvent) return fail(Errc::message_too_large);
  bytes_.clear();
  if (carry_) bytes_.push_back(*carry_);
  if (scan_model_audio(frame.payload, scratch_, bytes_)) {
    play(out);
    if (out.messages.empty()) out.add(ignored("serverContent"));
    return {};
  }
  HS_TRY(const Json message, wire::read_object(frame.payload));
  // In the order of the table: what ends a turn comes after what belongs to it.
  for (const Row& row : kRows)
    if (const Json& value = field(message, row.key); !value.is_null())
      (this->*row.read)(value, out);
  if (out.messages.empty() && out.anomalies.empty())
    out.add(ignored(message.empty() ? "" : message.begin().key()));
  return {};
}

void Client::on_setup_complete(const Json& complete, AgentReading& out) {
  if (std::exchange(ready_, true)) return;
  if (!config_.greeting.empty())
    out.reply({wire::Opcode::text, wire::to_text(greeting_message(config_.greeting, greeting_))});
  out.add(Ready{text_at(complete, "sessionId").substr(0, kMaxId)});
}

void Client::on_content(const Json& content, AgentReading& out) {
  if (is_true(content, "interrupted")) on_interrupted(out);
  const Json& heard = field(content, "inputTranscription");
  hear(text_at(heard, "text"), out);
  if (is_true(heard, "finished")) end_utterance(out);
  const bool speaks = content.contains("modelTurn") || content.contains("outputTranscription");
  if (speaks && !discards(out)) {
    on_model_turn(field(content, "modelTurn"), out);
    if (auto text = text_at(field(content, "outputTranscription"), "text"); !text.empty()) {
      begin_turn(out);
      said_.add(std::move(text), out);
    }
  }
  if (is_true(content, "generationComplete")) {
    end_utterance(out);
    end_audio(out);
  }
  if (is_true(content, "turnComplete")) {
    end_utterance(out);
    discarding_.reset();
    end_turn(TurnDone::Outcome::completed, out);
  }
}

// Without its turnComplete an interrupted turn would take all later ones with it.
bool Client::discards(AgentReading& out) {
  if (!discarding_) return false;
  if (*discarding_ < kMaxRest) return true;
  end_discarding(out);
  return false;
}

void Client::end_discarding(AgentReading& out) {
  if (!discarding_) return;
  discarding_.reset();
  out.note(Error{Errc::missing_field, 0, "turnComplete"});
}

void Client::hear(std::string piece, AgentReading& out) {
  if (!piece.empty()) words_of_interruption_ = heard_.item;
  heard_.add(std::move(piece), out);
}

void Client::end_utterance(AgentReading& out) {
  if (heard_.finish(out)) heard_.item = "caller_" + std::to_string(++utterances_);
}

// The agent has stopped its own speech. The vendor reports the caller's speech in no other way, and
// the words that interrupt it before or after that: an utterance is awaited only in the second case.
void Client::on_interrupted(AgentReading& out) {
  end_utterance(out);
  if (!std::exchange(caller_speaks_, true))
    out.add(
        CallerSpeechStarted{words_of_interruption_.empty() ? heard_.item : words_of_interruption_});
  if (in_turn_ || discarding_) discarding_ = Micros{0};
  carry_.reset();
  end_turn(TurnDone::Outcome::cancelled, out);
}

void Client::on_model_turn(const Json& turn, AgentReading& out) {
  const Json& parts = field(turn, "parts");
  if (!parts.is_array()) return;
  bytes_.clear();
  if (carry_) bytes_.push_back(*carry_);
  for (const Json& part : parts)
    if (const Json& blob = field(part, "inlineData"); blob.is_object() && !add_blob(blob, out))
      return;
  play(out);
}

bool Client::add_blob(const Json& blob, AgentReading& out) {
  const std::string type = text_at(blob, "mimeType");
  const auto rate = pcm_rate(type, kOutput.rate_hz);
  if (rate && *rate != kOutput.rate_hz) {
    out.add(AgentFailed{Errc::agent_failed,
                        "the agent's audio is " + type.substr(0, kMaxName) +
                            ", which is not the format of this dialect",
                        true});
    return false;
  }
  if (!rate) return true;  // an image, or a newer type
  const Json& data = field(blob, "data");
  if (!data.is_string()) {
    out.note(Error{Errc::missing_field, 0, "data"});
    return true;
  }
  if (const auto decoded = base64_decode(data.get_ref<const std::string&>(), bytes_); !decoded)
    out.note(Error{decoded.error().code, decoded.error().at, "data"});
  return true;
}

void Client::play(AgentReading& out) {
  if (discards(out)) return;
  const std::size_t whole = bytes_.size() / 2 * 2;
  if (whole != bytes_.size())
    carry_ = bytes_.back();
  else
    carry_.reset();
  if (whole == 0) return;
  samples_.clear();
  // Whole samples cannot be refused.
  (void)codec::decode(kOutput.encoding, std::span(bytes_).first(whole), samples_);
  begin_turn(out);
  audio_open_ = true;
  out.add(AgentAudio{said_.item, said_.item, samples_});
}

void Client::begin_turn(AgentReading& out) {
  if (std::exchange(in_turn_, true)) return;
  words_of_interruption_.clear();
  if (std::exchange(caller_speaks_, false)) out.add(CallerSpeechStopped{});
  said_.item = "turn_" + std::to_string(++turns_);
  out.add(TurnStarted{said_.item});
}

void Client::end_audio(AgentReading& out) {
  carry_.reset();
  if (std::exchange(audio_open_, false)) out.add(AgentAudioDone{said_.item});
}

void Client::end_turn(TurnDone::Outcome outcome, AgentReading& out) {
  if (!std::exchange(in_turn_, false)) return;
  words_of_interruption_.clear();
  end_audio(out);
  said_.finish(out);
  out.add(TurnDone{said_.item, outcome, ""});
}

// A call ends the turn: what the model says after its result is a new turn.
void Client::on_tool_call(const Json& call, AgentReading& out) {
  const Json& functions = field(call, "functionCalls");
  if (!functions.is_array()) return out.note(Error{Errc::missing_field, 0, "functionCalls"});
  end_utterance(out);
  end_discarding(out);
  for (const Json& each : functions) {
    const std::string name = text_at(each, "name");
    std::string id = text_at(each, "id");
    if (id.empty()) id = name;  // Vertex AI may leave ids out
    if (id.empty() || id.size() > kMaxId || name.size() > kMaxId || calls_.size() == kMaxCalls) {
      out.note(Error{Errc::agent_bad_message, 0, "functionCalls"});
      continue;
    }
    if (id != name && std::find(seen_.begin(), seen_.end(), id) != seen_.end()) continue;
    if (seen_.size() == kMaxSeen) seen_.pop_front();
    seen_.push_back(id);
    calls_.push_back({id, name});
    const Json& arguments = field(each, "args");
    out.add(ToolCall{id, name, arguments.is_object() ? wire::to_text(arguments) : "{}"});
  }
  end_turn(TurnDone::Outcome::completed, out);
}

void Client::on_tool_cancellation(const Json& cancellation, AgentReading& out) {
  const Json& ids = field(cancellation, "ids");
  if (!ids.is_array()) return out.note(Error{Errc::missing_field, 0, "ids"});
  for (const Json& each : ids) {
    const auto call = std::find_if(calls_.begin(), calls_.end(), [&](const Call& known) {
      return each.is_string() && known.id == each.get_ref<const std::string&>();
    });
    if (call == calls_.end()) continue;
    out.add(ToolCancelled{call->id});
    calls_.erase(call);
  }
}

void Client::on_go_away(const Json& go_away, AgentReading& out) {
  out.add(AgentFailed{
      Errc::agent_session_expired,
      "the agent will close the connection in " + text_at(go_away, "timeLeft").substr(0, kMaxName),
      false});
}

void Client::on_error(const Json& error, AgentReading& out) {
  std::string detail = text_at(error, "status") + ": " + text_at(error, "message");
  out.add(AgentFailed{ready_ ? Errc::agent_failed : Errc::agent_refused,
                      std::string(utf8_prefix(detail, kMaxDetail)), true});
}

void Client::Words::add(std::string piece, AgentReading& out) {
  if (piece.empty()) return;
  text += utf8_prefix(piece, kMaxText - std::min(kMaxText, text.size()));
  out.add(Transcript{speaker, item, std::move(piece), false});
}

bool Client::Words::finish(AgentReading& out) {
  if (text.empty()) return false;
  out.add(Transcript{speaker, item, std::exchange(text, {}), true});
  return true;
}

}  // namespace hookswitch::agent::gemini
