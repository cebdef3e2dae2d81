#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/agent/openai/audio.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::openai {

/// The bridge's end of OpenAI Realtime, GA shape.
///
/// shape   session.created -> we configure; session.updated -> Ready, and the greeting is asked
///         for; then audio both ways
/// range   one response at a time: ours waits for the one that is active. At most 32 items with
///         audio per response, 256 remembered tool calls, kMaxId bytes of an identifier or name
/// time    none
/// errors  see ClientEnd
/// source  OpenAI Realtime, GA event reference; truncation on interruption is the client's duty on
///         WebSocket
class Client final : public ClientEnd {
 public:
  static constexpr std::size_t kMaxId = 128;  ///< the vendor's own have up to 64

  Client(const Endpoint& endpoint, const SessionConfig& config);

  DialPlan plan() const override;
  Result<void> read(wire::FrameView frame, AgentReading& out) override;
  codec::MediaFormat input_format() const override { return config_.input; }
  codec::MediaFormat output_format() const override { return config_.output; }
  bool ready() const override { return ready_; }
  void append_audio(PcmView samples, wire::Frame& frame) override;
  std::optional<wire::Frame> truncate(std::string_view item_id, Millis heard) override;
  Replies tool_result(std::string_view call_id, std::string_view output) override;
  Errc meaning_of_close(std::uint16_t code, std::string_view reason) const override;
  void give_back() override;

 private:
  using Event = const wire::Json&;
  using ReadResult = Result<AgentMessage>;
  struct Row;
  static const Row kRows[];

  ReadResult read_one(wire::FrameView frame, Replies& replies);
  ReadResult on_session_created(Event event, Replies& replies);
  ReadResult on_session_updated(Event event, Replies& replies);
  ReadResult on_speech_started(Event event, Replies& replies);
  ReadResult on_speech_stopped(Event event, Replies& replies);
  ReadResult on_response_created(Event event, Replies& replies);
  ReadResult on_audio(Event event, Replies& replies);
  ReadResult on_audio_done(Event event, Replies& replies);
  ReadResult on_agent_piece(Event event, Replies& replies);
  ReadResult on_agent_text(Event event, Replies& replies);
  ReadResult on_caller_piece(Event event, Replies& replies);
  ReadResult on_caller_text(Event event, Replies& replies);
  ReadResult on_caller_text_failed(Event event, Replies& replies);
  ReadResult on_item_done(Event event, Replies& replies);
  ReadResult on_response_done(Event event, Replies& replies);
  ReadResult on_error(Event event, Replies& replies);

  struct Item {
    std::string id;
    AudioText audio;
  };
  ReadResult play(const AudioDelta& audio);
  Item* item(std::string_view id);  ///< nullptr: too many
  std::string next_event_id();
  void ask_for_response(Replies& replies);  ///< unless one is active: then it waits
  void discard(const std::string& response_id);
  bool discarded(std::string_view response_id) const;

  Dial dial_;
  SessionConfig config_;
  bool configured_ = false;  ///< session.update has been sent
  bool ready_ = false;
  std::uint32_t event_count_ = 0;
  std::string active_;                 ///< the response being spoken
  std::vector<Item> items_;            ///< of the active response
  std::deque<std::string> discarded_;  ///< responses whose stragglers are dropped
  bool response_wanted_ = false;       ///< a response.create is due when it becomes possible
  std::string requested_;              ///< event id of a response.create without a response yet
  std::deque<std::string> seen_calls_;
  std::vector<std::string> unanswered_calls_;

  // Reused between frames.
  std::vector<std::uint8_t> bytes_;
  Pcm samples_;
  std::string response_id_, item_id_;
  std::string scratch_;
};

}  // namespace hookswitch::agent::openai
