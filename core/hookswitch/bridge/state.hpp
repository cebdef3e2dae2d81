#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/deadlines.hpp"
#include "hookswitch/bridge/arrival_meter.hpp"
#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/bridge/call_log.hpp"
#include "hookswitch/bridge/conversation.hpp"
#include "hookswitch/bridge/downlink.hpp"
#include "hookswitch/bridge/outbox.hpp"
#include "hookswitch/bridge/uplink.hpp"
#include "hookswitch/call/call.hpp"
#include "hookswitch/turn/turn_taker.hpp"

namespace hookswitch::bridge {

/// What has to be done at a time, other than the bounds of the call.
enum class Chore : std::uint8_t {
  dial_agent,     ///< the next try
  fill_silence,   ///< the carrier pauses: the agent must go on hearing something
  agent_is_done,  ///< the last audio has been played: the turn is over
  hang_up,        ///< after a goodbye
  save_text,      ///< partial transcripts to the journal
  save_media,     ///< media figures to the journal
  keep_alive,     ///< the agent was sent nothing for as long as its dialect allows
  count
};

enum class LegState : std::uint8_t { absent, dialing, open, closing, closed };

/// One socket, as far as the bridge knows it.
struct LegStatus {
  LegState state = LegState::absent;
  std::uint32_t unsent = 0;            ///< frames handed out and not yet reported as sent
  std::optional<Instant> closed_at{};  ///< the last time that it was open and then closed
  bool close_sent = false;             ///< nothing may follow. source  RFC 6455, section 5.5.1

  bool can_send() const { return state == LegState::open; }
  /// While a close by agreement is awaited the peer still gets what its messages ask for.
  bool can_reply() const { return can_send() || (state == LegState::closing && !close_sent); }
  bool is_over() const { return state == LegState::absent || state == LegState::closed; }
};

/// The organs of a Bridge and what joins them. One file per concern:
/// bridge.cpp (inputs, time), carrier_leg.cpp, agent_leg.cpp, media.cpp, ending.cpp.
struct Bridge::State {
  State(const Config& given, std::unique_ptr<carrier::HostEnd> host_end, Instant created);

  // bridge.cpp
  void change_bounds(const call::Bounds& bounds);
  void run_due();
  void on_bound(call::Bound bound);
  void on_chore(Chore chore);
  void send(Leg leg, wire::Frame frame);
  void on(const Sent& sent);
  std::optional<Instant> next_deadline() const;
  record::MediaFact media_figures(Instant when) const;

  // carrier_leg.cpp
  void on(const CarrierOpened& opened);
  void on(const CarrierFrame& carrier_frame);
  void on(const CarrierClosed& closed);
  void on_message(const carrier::Started& started, std::size_t bytes);
  void on_message(const carrier::Media& media, std::size_t bytes);
  void on_message(const carrier::Digit& digit, std::size_t bytes);
  void on_message(const carrier::MarkPlayed& mark, std::size_t bytes);
  void on_message(const carrier::Stopped& stopped, std::size_t bytes);
  void on_message(const carrier::Connected&, std::size_t) {}
  void on_message(const carrier::Cleared&, std::size_t);
  void on_message(const carrier::Ignored&, std::size_t) {}
  void begin_stream();
  void reply_to_carrier(wire::Frame frame);

  // agent_leg.cpp
  void dial_agent();
  void open_agent(agent::Dial dial);
  void on(const AgentReplied& replied);
  void on(const AgentOpened& opened);
  void on(const AgentFrame& agent_frame);
  void on(const AgentClosed& closed);
  void on(const AgentNotOpened& not_opened);
  void agent_was_sent();
  bool note_failed_try(std::string_view detail);
  void not_to_be_had(call::EndCause cause, std::string_view detail,
                     std::optional<Errc> code = std::nullopt);
  void try_failed(Errc meaning, std::string_view detail);
  void on_message(const agent::Ready& ready);
  void on_message(const agent::CallerSpeechStarted& started);
  void on_message(const agent::CallerSpeechStopped&);
  void on_message(const agent::CallerTextFailed& failed);
  void on_message(const agent::TurnStarted& started);
  void on_message(const agent::AgentAudio& audio);
  void on_message(const agent::AgentAudioDone& done);
  void on_message(const agent::Transcript& piece);
  void on_message(const agent::TurnDone& done);
  void on_message(const agent::ToolCall& tool);
  void on_message(const agent::ToolCancelled& cancelled);
  void on_message(const agent::AgentFailed& failed);
  void on_message(const agent::AgentIgnored&) {}

  // media.cpp
  void caller_audio(PcmView samples, int rate_hz);
  void measure(PcmView samples);
  void flush_held();
  void fill_silence(Instant due);
  void pump();
  void interrupt(bool agent_was_heard);
  void say_goodbye();
  void check_played();

  // ending.cpp
  void end(call::EndCause cause, std::string_view detail, std::optional<Errc> code = std::nullopt);
  /// `leg` does not read what is sent to it.
  void stalls(Leg leg, call::EndCause cause, const std::string& detail = {});
  /// Why the call ends when the socket of `leg` has ended like that; nullopt when its peer has just
  /// left.
  static std::optional<call::EndCause> fault_of(Leg leg, wire::SocketEnd how);
  std::string closed_text(Leg leg, std::optional<call::EndCause> fault, std::uint16_t code,
                          std::string_view reason) const;
  void close_carrier(call::EndCause cause);
  void await_last_words();
  Micros words_patience() const;
  void tell_missing_words();
  void close_agent();
  void close(Leg leg, wire::CloseCode code, std::string_view reason, Micros patience);
  void drop(Leg leg);
  void leg_is_closed(Leg leg);
  void note_closed(Leg leg);
  void leave_if_done();
  void finish_record();

  bool live() const { return call.live(); }
  bool agent_hears() const { return agent.can_send() && client && client->ready(); }
  const agent::Traits& agent_traits() const { return config.agent.dialect->traits; }
  LegStatus& status(Leg leg) { return leg == Leg::carrier ? carrier : agent; }

  std::unique_ptr<carrier::HostEnd> host;
  carrier::CarrierReading reading;  ///< what the carrier said with its last frame
  Config config;                    ///< with the session as it is asked of the agent
  Instant now;
  Outbox out;
  CallLog log;
  call::Call call;
  call::Call::Occasion occasion = call::Call::Occasion::input;
  Deadlines<Chore> chores;
  std::string id;

  LegStatus carrier;
  ArrivalMeter arrivals;
  record::DirectionFigures sent_media;
  int peak_in = 0;  ///< as in record::MediaFact

  LegStatus agent;
  std::unique_ptr<agent::ClientEnd> client;
  int tries = 0;
  std::string last_failure;
  bool asking = false;  ///< a request is out whose response says where the agent is
  Instant dial_until;   ///< of the try that is being made
  agent::AgentReading from_agent;

  Uplink uplink;
  Downlink downlink;
  turn::TurnTaker turns;
  Conversation talk;
  std::string response;  ///< being made by the agent; empty: none

  enum class Goodbye : std::uint8_t { none, speaking, marked };
  Goodbye goodbye = Goodbye::none;
  std::string last_response;  ///< the one that holds the goodbye

  std::optional<Leg> stalled;   ///< took nothing any more: that is why the call ended
  bool words_are_late = false;  ///< not waited for any longer
  bool record_is_out = false;
  bool record_is_stored = false;
  bool gone = false;
};

}  // namespace hookswitch::bridge
