#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/bridge/agent_leg.hpp"
#include "hookswitch/bridge/carrier_leg.hpp"
#include "hookswitch/bridge/conversation.hpp"
#include "hookswitch/bridge/downlink.hpp"
#include "hookswitch/bridge/goodbye.hpp"
#include "hookswitch/turn/turn_taker.hpp"

namespace hookswitch::bridge {

/// Who speaks, and what the other party heard of it: turn taking, the agent's audio on its way to
/// the caller, interruptions, the transcript.
///
/// shape   messages of the agent in; audio to the carrier, truncations to the agent, turns to the
///         log out
/// time    pump() and settle() run after every input and timer; arms the chore agent_is_done
/// errors  none
/// cost    O(samples) of audio; O(open turns) of speech and text
/// source  turn/turn_table.hpp; docs/reference/design.md#media-rules
class Dialogue {
 public:
  Dialogue(CallContext& context, CarrierLeg& carrier, AgentLeg& agent, Goodbye& goodbye);

  /// The carrier accepts audio from now on.
  void start_stream();
  bool stream_started() const { return downlink_.started(); }

  void on(const agent::CallerSpeechStarted& started);
  void on(const agent::CallerSpeechStopped&);
  void on(const agent::CallerTextFailed& failed);
  void on(const agent::TurnStarted& started);
  void on(const agent::AgentAudio& audio);
  void on(const agent::AgentAudioDone& done);
  void on(const agent::Transcript& piece);
  void on(const agent::TurnDone& done);
  /// What is being said, or was said last, is the goodbye.
  void say_goodbye();
  /// The agent session is a new one: nothing more of the old one's response follows.
  void forget_response() { response_.clear(); }

  /// Sends the carrier the audio that is due.
  void pump();
  /// Has the caller heard all that the agent had to say?
  void settle();
  std::optional<Instant> next_due() const { return downlink_.next_due(); }

  /// The call ends: what the agent was saying is cut off here.
  void cut_off();
  /// True: they were speaking. What they say from now on is not part of the call.
  bool caller_is_cut_off();

  Conversation& transcript() { return talk_; }
  const Conversation& transcript() const { return talk_; }
  /// Agent audio that was never sent to the carrier.
  Micros dropped() const { return downlink_.dropped(); }
  /// Agent audio that the caller heard plus caller speech.
  Micros talk_time(Instant when) const { return downlink_.heard(when) + talk_.caller_speech(when); }
  /// Releases memory that a large message took.
  void give_back() { downlink_.give_back(); }

 private:
  void interrupt(bool agent_was_heard);
  void end_turn();

  CallContext& context_;
  CarrierLeg& carrier_;
  AgentLeg& agent_;
  Goodbye& goodbye_;
  Downlink downlink_;
  turn::TurnTaker turns_;
  Conversation talk_;
  std::string response_;  ///< that the agent is generating; empty: none
};

}  // namespace hookswitch::bridge
