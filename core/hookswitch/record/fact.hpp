#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/base/secrets.hpp"
#include "hookswitch/call/end_cause.hpp"
#include "hookswitch/record/timeline.hpp"

/// What happened on a call, one thing at a time. A record is nothing but its facts, applied in
/// order: the same code builds it live and, after a crash, from the journal.
/// units   `at_ms` milliseconds since the call was created
namespace hookswitch::record {

/// The year 9999 in Unix time. Beyond it a document is damaged, and sums of two could overflow.
inline constexpr std::int64_t kMaxMs = 253'402'300'799'999;

/// A sample as loud as this (-30 dBFS) is more than the noise of a line on which no one speaks.
inline constexpr int kLoudEnoughForSpeech = 1'036;

struct CreatedFact {
  std::string id;  ///< UUIDv7
  std::string dialect, profile;
  std::int64_t created_unix_ms = 0;
  std::string follows;  ///< id of the record that this call's carrier id already has, or empty
};
struct CarrierFact {  ///< what the carrier reported of itself; empty fields change nothing
  std::string call_id, stream_id, from, to;
  std::map<std::string, std::string> parameters;
  std::string format;  ///< such as "pcmu/8000"
};
struct AgentFact {
  std::string dialect, session_id, format;
};
enum class Milestone : std::uint8_t {
  answered,
  socket_opened,
  started,
  first_media_in,
  agent_connected,
  agent_ready,
  first_caller_speech,
  first_agent_audio,
  first_audio_out,
  stop_received,
  carrier_closed,
  agent_closed,
  count
};
struct MilestoneFact {
  Milestone milestone;
  std::int64_t at_ms = 0;
};
enum class Origin : std::uint8_t { carrier, agent, bridge, control };
struct EventFact {
  std::int64_t at_ms = 0;
  Origin from = Origin::bridge;
  std::string event;  ///< a TimelineEvent, an anomaly of the error catalogue or a cause of an end
  std::string detail;

  bool is(TimelineEvent which) const { return event == to_string(which); }
};
/// The timeline's entry of an event that has its own name.
EventFact event_fact(std::int64_t at_ms, Origin from, TimelineEvent event, std::string detail);
enum class TurnSpeaker : std::uint8_t { caller, agent };
struct TurnFact {  ///< a later fact with the same `turn_id` replaces the earlier one
  std::int64_t at_ms = 0;
  std::string turn_id;
  TurnSpeaker speaker = TurnSpeaker::caller;
  std::string text;
  bool interrupted = false;
  std::optional<std::int64_t> heard_ms;  ///< agent turns: what reached the caller
};
struct ToolFact {
  std::int64_t at_ms = 0;
  std::string call_id, name, arguments, result;
  bool ok = false;
  std::int64_t duration_ms = 0;
};
struct DirectionFigures {
  std::uint64_t frames = 0, bytes = 0;
  std::int64_t audio_ms = 0;
  std::uint64_t gaps = 0;  ///< in: silences on the wire of 100 ms or more
  std::int64_t longest_gap_ms = 0;
  /// Audio that found no room: in: the agent never got it; out: the carrier never got it.
  std::int64_t dropped_ms = 0;
};
struct JitterFigures {  ///< arrival of carrier media against the fastest recent message
  double mean_ms = 0, p95_ms = 0, max_ms = 0;
};
struct MediaFact {  ///< running totals; a later one replaces the earlier one
  DirectionFigures in, out;
  JitterFigures jitter;
  std::int64_t talk_ms = 0;  ///< agent audio that the caller heard plus caller speech
  std::map<std::string, std::uint64_t> oddities;  ///< catalogue name -> how often, from both sides
  std::map<std::string, std::uint64_t> carrier_oddities{};  ///< the carrier's part of them
  std::optional<std::int64_t> last_in_ms{};  ///< when the carrier's last media message came
  std::uint64_t timeline_dropped = 0;        ///< events that found no room
  /// The loudest sample of the caller's audio (0 to 32768) until it was loud enough to be speech or
  /// the agent heard speech.
  /// Not known from the document of a record, which does not have it.
  std::optional<std::int64_t> peak_in = 0;
};
struct DiagnosisFact {
  Errc code;
  std::string evidence;
};
struct EndedFact {
  std::int64_t at_ms = 0;
  call::EndCause cause = call::EndCause::carrier_closed;
  std::string detail;
  std::optional<Errc> code{};  ///< finer than call::code_of(cause), when known
};

/// What became of the request to end the phone call over the carrier's API.
enum class HangUpOutcome : std::uint8_t {
  hung_up,
  was_over,    ///< the caller had hung up before
  refused,     ///< for a reason that another try would not change
  failed,      ///< every try: not reached, or the service failed
  unanswered,  ///< the bound on the end passed before a response
};
struct HangUpFact {
  std::int64_t at_ms = 0;  ///< of the outcome
  HangUpOutcome outcome = HangUpOutcome::unanswered;
  std::int64_t attempts = 0;
  std::int64_t http_status = 0;  ///< of the last response; 0: none
  std::string detail;            ///< the vendor's own text, or why there was no response

  bool is_over() const {
    return outcome == HangUpOutcome::hung_up || outcome == HangUpOutcome::was_over;
  }
};

using Fact = std::variant<CreatedFact, CarrierFact, AgentFact, MilestoneFact, EventFact, TurnFact,
                          ToolFact, MediaFact, DiagnosisFact, EndedFact, HangUpFact>;

/// Hides secrets in every text of a fact that came over a wire.
void hide_secrets(Fact& fact, const Secrets& secrets);

std::string_view to_string(Milestone milestone);
std::string_view to_string(Origin origin);
std::string_view to_string(TurnSpeaker speaker);
std::string_view to_string(HangUpOutcome outcome);
std::optional<Milestone> milestone_from_name(std::string_view name);
std::optional<Origin> origin_from_name(std::string_view name);
std::optional<TurnSpeaker> speaker_from_name(std::string_view name);
std::optional<HangUpOutcome> hang_up_outcome_from_name(std::string_view name);

}  // namespace hookswitch::record
