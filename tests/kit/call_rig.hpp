#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/bridge/bridge.hpp"
#include "hookswitch/record/record_json.hpp"

namespace hookswitch::kit {

/// A Bridge between a carrier and an agent that really speak their dialects, in virtual time. The
/// test says what the two do; the rig moves the messages and keeps what came out.
class CallRig {
 public:
  explicit CallRig(bridge::Config config = twilio());

  static bridge::Config twilio();
  static bridge::Config of(std::string_view dialect);

  // How the two sides and the store behave. Change any time.
  bool agent_answers = true;     ///< AgentOpened follows OpenAgent
  bool agent_configures = true;  ///< the agent responds to messages (session.created, ...)
  bool carrier_answers_close = true;
  bool agent_answers_close = true;
  bool store_works = true;
  std::optional<std::string> earlier_call = "";  ///< answers a claim; nullopt: nothing does
  bool marks_come_back = true;
  bool carrier_reads = true;  ///< frames to it are reported as sent
  bool reads_host = true;     ///< the carrier's end reads them
  bool agent_reads = true;

  // The carrier's side.
  void open();
  void start();             ///< everything before the first media
  void speak(Micros span);  ///< caller audio, one frame per frame time
  void media();             ///< one frame, now
  void stop();
  void has_played(std::string_view mark);  ///< the carrier says so, if it has a message for it
  void close_carrier(std::uint16_t code, std::string_view reason = {});
  void carrier_text(std::string_view text);

  // The agent's side.
  void from_agent(const std::function<void(agent::ServerEnd&, agent::Replies&)>& act);
  void agent_text(std::string_view text);
  void close_agent(std::uint16_t code, std::string_view reason = {});
  void agent_audio(Micros span);  ///< of the response that is active
  void agent_begins();
  void agent_finishes(agent::TurnDone::Outcome = agent::TurnDone::Outcome::completed);
  void agent_says(Micros span, std::string_view text);  ///< a whole response at once
  void caller_is_heard();  ///< speech started; the agent stops its own speech
  void caller_is_quiet();  ///< speech stopped
  void caller_is_understood(std::string_view text);

  void up();              ///< open, start, one frame, agent ready
  void run(Micros span);  ///< time passes; every deadline is kept
  void input(const bridge::Input& input);

  /// From the start of the rig to now.
  std::int64_t ms() const { return to_ms(now - begin); }
  std::string journal_text() const;

  const Instant begin{Micros{90'000'000}};
  Instant now = begin;
  bridge::Bridge bridge;
  std::unique_ptr<carrier::CarrierEnd> phone;
  std::unique_ptr<agent::ServerEnd> agent;

  // What came out.
  std::vector<record::Fact> journal;
  std::vector<std::string> claims;
  std::optional<record::Record> record;
  std::optional<std::int64_t> ended_ms, gone_ms;
  int ended_times = 0;
  int dials = 0;
  std::vector<wire::HttpRequest> requests;          ///< for where the agent is
  std::vector<bridge::HangUpPhone> phone_requests;  ///< to the carrier's API
  std::vector<Micros> dial_timeouts;
  std::vector<bridge::CloseLeg> closes;
  std::vector<bridge::Leg> drops;
  std::optional<std::int64_t> carrier_closed_ms, agent_closed_ms;  ///< by CloseLeg or DropLeg
  std::vector<std::int64_t> sent_audio_ms;  ///< when each frame went to the carrier
  std::int64_t audio_to_carrier = 0;        ///< samples
  std::string last_audio_mark;              ///< of the last frame, where each has one
  int clears = 0, hang_ups = 0;
  std::string hang_up_reason;
  std::vector<std::string> marks;
  std::int64_t audio_to_agent = 0;  ///< samples
  std::vector<agent::Truncated> truncations;
  std::vector<agent::ToolResult> tool_results;
  int cancels = 0;
  int go_aheads = 0;  ///< the agent was asked for a response
  bool agent_open = false, carrier_open = false;

 private:
  void drain();
  void take(bridge::Output& output);
  void to_carrier(const wire::Frame& frame);
  void to_agent(const wire::Frame& frame);
  void close(bridge::Leg leg, bool answered);

  Rng rng_{7};
  bridge::Config config_;
  Micros media_time_{0};
  std::deque<bridge::Input> pending_;
  std::deque<wire::Frame> frames_;  ///< owned by views in pending_
  bool draining_ = false;
};

}  // namespace hookswitch::kit
