#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/agent/openai/audio.hpp"
#include "hookswitch/agent/openai/caller_buffer.hpp"
#include "hookswitch/agent/openai/conversation.hpp"
#include "hookswitch/agent/openai/session.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// The response that is being made. Its spoken item is announced with its first content.
struct Response {
  std::string id;
  std::string item_id;
  wire::Json metadata;
  wire::Json output = wire::Json::array();
  bool speaking = false;  ///< the item has been announced and is not finished
  bool spoken = true;     ///< false: text alone was asked for
  std::string transcript;
  std::int64_t samples = 0;
  std::int64_t all_samples = 0;
};

/// The agent's own end of OpenAI Realtime, GA shape: as strict with its client as the vendor.
///
/// shape   one conversation, one response at a time, events in the vendor's order
/// range   remembers what Conversation does
/// time    none; positions are counted in samples
/// errors  see ServerEnd; not offered: responses outside the conversation, MCP, images
/// source  OpenAI Realtime, GA event reference
class Server final : public ServerEnd {
 public:
  Server(Rng& rng, const ServedModel& model);

  void open(Replies& out) override;
  Result<void> read(wire::FrameView frame, ClientReading& out) override;

  void refuse(const ClientRefused& refusal, Replies& out) override;

  std::string_view session_id() const override { return session_.id(); }
  std::string_view model() const override { return session_.model(); }
  const Tally& tally() const override { return tally_; }
  const SessionConfig& config() const override { return session_.config(); }
  const TurnDetection& turn_detection() const override { return session_.turn_detection(); }
  codec::MediaFormat input_format() const override { return session_.input_format(); }
  codec::MediaFormat output_format() const override { return session_.output_format(); }

  void speech_started(Millis at, Replies& out) override;
  void speech_stopped(Millis at, Replies& out) override;
  void caller_text(std::string_view text, Replies& out) override;
  bool begin_response(Replies& out) override;
  std::string_view response_item() const override;
  void response_audio(PcmView samples, Replies& out) override;
  void response_text(std::string_view piece, Replies& out) override;
  void finish_response(TurnDone::Outcome outcome, Replies& out) override;
  bool responding() const override { return response_.has_value(); }
  void call_tool(std::string_view name, std::string_view arguments, Replies& out) override;
  void give_back() override;

 private:
  using Json = wire::Json;
  using ReadResult = Result<ClientMessage>;
  struct Row;
  static const Row kRows[];

  ReadResult read_one(wire::FrameView frame, Replies& replies);
  ReadResult on_session_update(const Json& event, Replies& replies);
  ReadResult on_append(const Json& event, Replies& replies);
  ReadResult on_commit(const Json& event, Replies& replies);
  ReadResult on_clear(const Json& event, Replies& replies);
  ReadResult on_item_create(const Json& event, Replies& replies);
  ReadResult on_item_retrieve(const Json& event, Replies& replies);
  ReadResult on_item_truncate(const Json& event, Replies& replies);
  ReadResult on_item_delete(const Json& event, Replies& replies);
  ReadResult on_response_create(const Json& event, Replies& replies);
  ReadResult on_response_cancel(const Json& event, Replies& replies);

  Result<CallerAudio> hear(std::string_view audio);
  std::string make_id(std::string_view prefix);
  Json event(std::string_view type);
  void send(const Json& event, Replies& out) const;
  ClientRefused refuse(const Json& event, Refusal refusal, Replies& replies);
  void commit(Millis length, Replies& out);

  Json response_json(std::string_view status, const Json& details) const;
  Json part_event(std::string_view type);
  Json content_part(std::string_view text) const;
  void open_item(Replies& out);
  void close_item(std::string_view status, Replies& out);
  void close_response(TurnDone::Outcome outcome, std::string_view reason, Replies& out);

  Rng& rng_;
  Session session_;
  std::string conversation_id_;
  Conversation items_;
  CallerBuffer input_;
  Millis speech_started_{0};
  std::string caller_item_;     ///< of the turn that is going on; empty between turns
  std::string committed_item_;  ///< the caller's last
  Millis committed_length_{0};
  Json metadata_;               ///< of the response.create that has just been read
  std::optional<bool> spoken_;  ///< what it wants; nullopt: what the session does
  std::optional<Response> response_;
  bool has_spoken_ = false;
  Tally tally_;
  std::vector<std::uint8_t> bytes_;
  std::string scratch_;
};

}  // namespace hookswitch::agent::openai
