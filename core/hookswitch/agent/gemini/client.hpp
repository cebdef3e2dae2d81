#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {

/// How the agent is asked to speak first: which of the two a model accepts is not certain.
enum class Greeting : std::uint8_t {
  realtime_text,   ///< realtimeInput.text: what newer models want
  client_content,  ///< clientContent with turnComplete: some newer models take it as history only
};

/// The bridge's end of Gemini Live (BidiGenerateContent).
///
/// shape   setup first; setupComplete -> Ready, and the greeting goes out; then audio both
///         ways. The vendor names neither turns nor utterances: they are counted here. A turn
///         begins with the model's first content and ends with turnComplete, interrupted or a tool
///         call. What still comes of an interrupted turn is discarded until its turnComplete; where
///         that is missing, until a tool call or the first content after 1 s of the caller's audio
/// range   64 calls without a result; 16 KiB of a transcript are kept; one frame may hold several
///         keys and several parts
/// time    none
/// errors  see ClientEnd; a turnComplete that is missing is the anomaly missing_field; audio of
///         another kind than PCM at 24 kHz ends the session
/// source  Gemini Live API: BidiGenerateContentServerMessage; the official JavaScript client sends
///         and reads JSON in text and in binary messages
class Client final : public ClientEnd {
 public:
  Client(const Endpoint& endpoint, const SessionConfig& config,
         Greeting greeting = Greeting::realtime_text);

  DialPlan plan() const override { return dial_; }
  void open(Replies& out) override;
  Result<void> read(wire::FrameView frame, AgentReading& out) override;
  codec::MediaFormat input_format() const override { return config_.input; }
  codec::MediaFormat output_format() const override { return config_.output; }
  bool ready() const override { return ready_; }
  void append_audio(PcmView samples, wire::Frame& frame) override;
  /// The vendor counts what has been heard by its own clock.
  std::optional<wire::Frame> truncate(std::string_view, Millis) override { return std::nullopt; }
  Replies tool_result(std::string_view call_id, std::string_view output) override;
  Errc meaning_of_close(std::uint16_t code, std::string_view reason) const override;
  void give_back() override;

 private:
  using Json = wire::Json;
  struct Row;
  static const Row kRows[];

  /// The words of one speaker between two ends of a turn.
  struct Words {
    Speaker speaker;
    std::string item;
    std::string text{};

    void add(std::string piece, AgentReading& out);
    bool finish(AgentReading& out);  ///< the whole text; false when it is empty
  };
  struct Call {
    std::string id, name;
  };

  void on_setup_complete(const Json& complete, AgentReading& out);
  void on_content(const Json& content, AgentReading& out);
  void on_tool_call(const Json& call, AgentReading& out);
  void on_tool_cancellation(const Json& cancellation, AgentReading& out);
  void on_go_away(const Json& go_away, AgentReading& out);
  void on_error(const Json& error, AgentReading& out);
  void on_nothing(const Json&, AgentReading&) {}

  void hear(std::string piece, AgentReading& out);
  void end_utterance(AgentReading& out);
  void on_interrupted(AgentReading& out);
  void on_model_turn(const Json& turn, AgentReading& out);
  bool discards(AgentReading& out);
  void end_discarding(AgentReading& out);              ///< not by turnComplete: an anomaly
  bool add_blob(const Json& blob, AgentReading& out);  ///< false: the session is over
  void play(AgentReading& out);                        ///< what is in bytes_
  void begin_turn(AgentReading& out);
  void end_audio(AgentReading& out);
  void end_turn(TurnDone::Outcome outcome, AgentReading& out);

  Dial dial_;
  std::string setup_;
  SessionConfig config_;
  Greeting greeting_;
  bool ready_ = false;
  bool in_turn_ = false;
  /// While the rest of an interrupted turn is discarded: the caller's audio since then.
  std::optional<Micros> discarding_;
  bool caller_speaks_ = false;  ///< since an interruption, until the next turn
  bool audio_open_ = false;     ///< audio came that is not known to be all of the turn's
  int turns_ = 0;
  int utterances_ = 1;
  Words said_{Speaker::agent, {}};  ///< its item is the turn's name
  Words heard_{Speaker::caller, "caller_1"};
  /// The last utterance with text since the last turn began or ended; empty: none.
  std::string words_of_interruption_;
  std::vector<Call> calls_;       ///< whose results are owed
  std::deque<std::string> seen_;  ///< ids of calls

  // Reused between frames.
  std::optional<std::uint8_t> carry_;  ///< half a sample
  std::vector<std::uint8_t> bytes_;
  Pcm samples_;
  std::string scratch_;
};

}  // namespace hookswitch::agent::gemini
