#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/gemini/setup.hpp"
#include "hookswitch/agent/server_end.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {

/// The agent's own end of Gemini Live: as strict with its client as the vendor, which closes the
/// socket with 1007 and a sentence where others send an error.
///
/// shape   setup first, once; then exactly one of its keys per message. Answers in binary messages,
///         as the vendor does. A turn is complete when its audio has been played, by the clock of
///         the caller's audio; until then the caller can interrupt it
/// range   64 calls without a result; content of clients is not kept
/// time    none; what has been played is counted in the caller's samples. A client that sends none
///         gets the end of the turn at once
/// errors  see ServerEnd; not offered: video, resumption of an earlier session, thoughts
/// source  Gemini Live API: BidiGenerateContentClientMessage and -ServerMessage
class Server final : public ServerEnd {
 public:
  Server(Rng& rng, const ServedModel& model);

  void open(Replies&) override {}
  Result<void> read(wire::FrameView frame, ClientReading& out) override;
  void refuse(const ClientRefused&, Replies&) override {}  // the close says why

  std::string_view session_id() const override { return session_id_; }
  std::string_view model() const override { return model_; }
  const Tally& tally() const override { return tally_; }
  const SessionConfig& config() const override { return setup_.config; }
  const TurnDetection& turn_detection() const override { return setup_.turns; }
  codec::MediaFormat input_format() const override { return setup_.config.input; }
  codec::MediaFormat output_format() const override { return setup_.config.output; }

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
  struct Row;
  static const Row kRows[];

  void on_setup(const Json& setup, ClientReading& out);
  void on_realtime_input(const Json& input, ClientReading& out);
  void on_client_content(const Json& content, ClientReading& out);
  void on_tool_response(const Json& response, ClientReading& out);
  void on_blob(const Json& blob, ClientReading& out);
  void on_activity(bool starts, ClientReading& out);
  void speak_now(std::string text, ClientReading& out);
  void answer_call(const Json& response, ClientReading& out);

  void hear(int rate_hz, ClientReading& out);  ///< what is in bytes_
  void deny(std::uint16_t code, std::string_view why, ClientReading& out);
  void send(const Json& message, Replies& out) const;
  void interrupt(Replies& out);
  void cancel_calls(Replies& out);
  void complete_turn(Replies& out);

  struct Response {
    std::string item;
    Micros begun;  ///< on the clock of the caller's audio
    Micros said{0};
  };
  struct Call {
    std::string id, name;
  };

  Rng& rng_;
  std::string session_id_;
  std::string model_;
  Setup setup_;
  bool is_set_up_ = false;
  Micros heard_{0};  ///< the caller's audio so far
  std::optional<Response> response_;
  std::optional<Micros> plays_until_;  ///< of a turn that is generated and not complete
  bool caller_speaks_ = false;
  int turns_ = 0;
  std::vector<Call> calls_;
  Tally tally_;
  std::optional<std::uint8_t> carry_;
  std::vector<std::uint8_t> bytes_;
  Pcm samples_;
  std::string scratch_;
};

}  // namespace hookswitch::agent::gemini
