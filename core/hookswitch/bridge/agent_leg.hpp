#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/bridge/leg_socket.hpp"
#include "hookswitch/bridge/uplink.hpp"

namespace hookswitch::bridge {

/// The agent's side of a call: how it is dialed and dialed again, its socket, the client's end of
/// its dialect, and the caller's audio on its way to it.
///
/// shape   inputs of the agent leg in; returns the messages of a frame, or why the call ends
///         now
/// time    arms the chores dial_agent, fill_silence and keep_alive
/// errors  none: a frame that cannot be read is an anomaly of the record
/// cost    per caller frame one encode, no allocation once the buffers have grown
class AgentLeg {
 public:
  /// Why the call ends now; nullopt when it goes on.
  using Verdict = std::optional<call::Ending>;

  explicit AgentLeg(CallContext& context);

  LegSocket& socket() { return socket_; }
  const LegSocket& socket() const { return socket_; }
  int tries() const { return tries_; }
  const std::string& last_failure() const { return last_failure_; }
  /// It accepts the caller's audio.
  bool hears() const { return socket_.can_send() && client_ && client_->ready(); }

  /// False while it is open or being dialled.
  bool dial();
  [[nodiscard]] Verdict on(const AgentReplied& replied);
  void on(const AgentOpened& opened);
  [[nodiscard]] Verdict on(const AgentNotOpened& failed);
  [[nodiscard]] Verdict on(const AgentClosed& closed);
  /// The messages of the frame, valid until the next read(). Replies have been sent before.
  std::span<const agent::AgentMessage> read(wire::FrameView frame);

  /// It is ready: what the caller said meanwhile goes out.
  void ready(const agent::Ready& ready);
  void caller_audio(PcmView samples, int rate_hz);
  /// The carrier pauses. `due`: when the next silence was to be sent.
  void fill_silence(Instant due);
  void keep_alive();
  /// The silence after which the agent takes the caller's turn for complete.
  void end_turn();
  void truncate(std::string_view item, Micros heard);
  void tool_result(std::string_view call_id, std::string_view result);
  void close(Micros timeout);

  /// Caller audio that it was never sent.
  Micros dropped() const { return uplink_.dropped(); }
  /// Releases memory that a large message took.
  void give_back();

 private:
  const agent::Traits& traits() const { return context_.config.agent.dialect->traits; }
  void open(agent::Dial dial);
  void send(wire::Frame frame);
  void was_sent();
  void not_opened();
  bool note_failed_try(std::string_view detail);
  Verdict give_up(call::EndCause cause, std::string_view detail,
                  std::optional<Errc> code = std::nullopt);
  Verdict try_failed(Errc meaning, std::string_view detail);

  CallContext& context_;
  LegSocket socket_;
  Uplink uplink_;
  std::unique_ptr<agent::ClientEnd> client_;
  agent::AgentReading reading_;  ///< of the agent's last frame
  int tries_ = 0;
  std::string last_failure_;
  bool asking_ = false;  ///< the request for the agent's address has no response yet
  Instant dial_until_;   ///< of the current try
};

}  // namespace hookswitch::bridge
