#include "hookswitch/doctor/record_rules.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "hookswitch/carrier/all.hpp"
#include "hookswitch/doctor/evidence.hpp"

namespace hookswitch::doctor {
namespace {

using namespace record;
using call::EndCause;

/// What a companding law may make of nothing.
constexpr int kDigitalSilence = 8;

std::string at(std::int64_t value) { return "at " + ms(value); }

std::string with_detail(std::string evidence, const std::string& detail) {
  return detail.empty() ? evidence : std::move(evidence) + ": " + detail;
}

std::string name_of(EndCause cause) { return std::string(call::to_string(cause)); }

const EventFact* first_of(const Record& record, std::string_view event) {
  const auto found = std::find_if(record.timeline.begin(), record.timeline.end(),
                                  [event](const EventFact& each) { return each.event == event; });
  return found == record.timeline.end() ? nullptr : &*found;
}

/// The carrier left without our asking.
bool carrier_left(EndCause cause) {
  return cause == EndCause::carrier_closed || cause == EndCause::carrier_lost ||
         cause == EndCause::media_silence || cause == EndCause::hang_up_webhook;
}

/// The hang-up webhook ended the call before a stop message had to be there.
bool webhook_was_first(const EndedCall& call) {
  if (call.end.cause != EndCause::hang_up_webhook) return false;
  const auto last = call.record.media.last_in_ms ? call.record.media.last_in_ms
                                                 : call.record.at(Milestone::started);
  return last && call.end.at_ms - *last <= kStopAllowanceMs;
}

/// A carrier that speaks, but not as its path says: the likeliest mistake of all.
std::string with_hint_of_dialect(std::string evidence, const Record& record) {
  std::uint64_t strange = 0;
  for (const auto& [name, times] : record.media.carrier_oddities) strange += times;
  if (strange == 0) return evidence;
  return std::move(evidence) + "; " + std::to_string(strange) +
         (strange == 1 ? " message is" : " messages are") + " not of the dialect " +
         record.created.dialect + ": is this the path of another one?";
}

// ---- how it ended --------------------------------------------------------------------------

void end(const EndedCall& call, Findings& findings) {
  const auto code = call.end.code ? call.end.code : code_of(call.end.cause);
  if (!code) return;
  std::string evidence = with_detail("ended " + at(call.end.at_ms), call.end.detail);
  if (call.end.cause == EndCause::no_start_message)
    evidence = with_hint_of_dialect(std::move(evidence), call.record);
  findings.add(*code, std::move(evidence));
}

void no_media_socket(const EndedCall& call, Findings& findings) {
  const auto answered = call.record.at(Milestone::answered);
  if (call.end.cause != EndCause::hang_up_webhook || !answered ||
      call.record.at(Milestone::socket_opened))
    return;
  findings.add(Errc::no_media_socket, "answered " + at(*answered) + ", over " + at(call.end.at_ms) +
                                          ", and no media socket was opened");
}

void line_left_to_carrier(const EndedCall& call, Findings& findings) {
  if (call.promises.hang_up || call.record.hang_up ||
      by_of(call.end.cause) == call::EndedBy::carrier || call.end.cause == EndCause::replaced ||
      !call.record.at(Milestone::socket_opened))
    return;
  findings.add(Errc::line_left_to_carrier, "the call ended by " + name_of(call.end.cause));
}

void hang_up_failed(const EndedCall& call, Findings& findings) {
  if (!call.record.hang_up || call.record.hang_up->is_over()) return;
  const record::HangUpFact& hang_up = *call.record.hang_up;
  std::string evidence = std::string(to_string(hang_up.outcome)) + " after " +
                         std::to_string(hang_up.attempts) +
                         (hang_up.attempts == 1 ? " try" : " tries");
  if (hang_up.http_status != 0) evidence += ", HTTP " + std::to_string(hang_up.http_status);
  findings.add(Errc::hang_up_failed, with_detail(std::move(evidence), hang_up.detail));
}

bool closed_by_carrier(const EndedCall& call) {
  return call.end.cause == EndCause::carrier_closed || call.end.cause == EndCause::carrier_lost;
}

void no_answer(const EndedCall& call, Findings& findings) {
  const auto opened = call.record.at(Milestone::socket_opened);
  if (call.promises.answered_first || !opened || call.record.at(Milestone::started) ||
      !closed_by_carrier(call))
    return;
  findings.add(Errc::no_answer, with_detail("the socket was open for " +
                                                ms(call.end.at_ms - *opened) + " without a start",
                                            call.end.detail));
}

void closed_before_start(const EndedCall& call, Findings& findings) {
  const auto opened = call.record.at(Milestone::socket_opened);
  if (!call.promises.start || !call.promises.answered_first || !opened ||
      call.record.at(Milestone::started) || !closed_by_carrier(call))
    return;
  findings.add(Errc::closed_before_start,
               with_hint_of_dialect(
                   with_detail("socket open for " + ms(call.end.at_ms - *opened), call.end.detail),
                   call.record));
}

void stop_not_sent(const EndedCall& call, Findings& findings) {
  if (!call.promises.stop || !call.record.at(Milestone::started) || !carrier_left(call.end.cause) ||
      call.record.at(Milestone::stop_received) || webhook_was_first(call))
    return;
  findings.add(Errc::stop_not_sent, "no stop message by " + ms(call.end.at_ms) +
                                        "; the call ended by " + name_of(call.end.cause));
}

// ---- what did not come ---------------------------------------------------------------------

void agent_not_ready(const EndedCall& call, Findings& findings) {
  constexpr std::int64_t kEnoughMs = 3'000;
  const auto connected = call.record.at(Milestone::agent_connected);
  if (!connected || call.record.at(Milestone::agent_ready) ||
      call.end.at_ms - *connected < kEnoughMs)
    return;
  findings.add(Errc::agent_not_ready,
               "connected " + at(*connected) + ", not ready by " + ms(call.end.at_ms));
}

void no_first_media(const EndedCall& call, Findings& findings) {
  constexpr std::int64_t kEnoughMs = 1'000;
  const auto started = call.record.at(Milestone::started);
  if (!started || call.record.at(Milestone::first_media_in) ||
      call.end.at_ms - *started < kEnoughMs)
    return;
  findings.add(Errc::no_first_media,
               "stream started " + at(*started) + ", no audio by " + ms(call.end.at_ms));
}

// Calls that ended before anyone can be expected to speak get no finding.
constexpr std::int64_t kTimeToSpeakMs = 3'000;
constexpr std::int64_t kTimeToBeHeardMs = 10'000;  // callers listen first

bool caller_spoke(const Record& record) {
  return record.at(Milestone::first_caller_speech) ||
         std::any_of(record.transcript.begin(), record.transcript.end(),
                     [](const TurnFact& turn) { return turn.speaker == TurnSpeaker::caller; });
}

/// The longest time in which the agent could have spoken: it was ready, the caller was quiet, and
/// audio still came from the carrier.
std::int64_t agents_turn_ms(const Record& record, std::int64_t ready, std::int64_t last_in) {
  std::optional<std::int64_t> since = ready;
  std::int64_t longest = 0;
  const auto until = [&](std::int64_t at_ms) {
    if (since) longest = std::max(longest, at_ms - *since);
    since.reset();
  };
  for (const EventFact& event : record.timeline) {
    if (event.from != Origin::agent || event.at_ms < ready) continue;
    if (event.is(TimelineEvent::caller_speaks)) until(event.at_ms);
    if (event.is(TimelineEvent::caller_pauses)) since = event.at_ms;
  }
  until(last_in);
  return longest;
}

void agent_silent(const EndedCall& call, Findings& findings) {
  const auto ready = call.record.at(Milestone::agent_ready);
  if (!ready || !call.record.at(Milestone::first_media_in) || !call.record.media.last_in_ms ||
      call.record.at(Milestone::first_agent_audio))
    return;
  const std::int64_t turn = agents_turn_ms(call.record, *ready, *call.record.media.last_in_ms);
  if (turn < kTimeToSpeakMs) return;
  findings.add(Errc::agent_silent,
               "ready " + at(*ready) + ", no audio by " + ms(call.end.at_ms) + "; the caller " +
                   (caller_spoke(call.record) ? "spoke" : "was not heard either") +
                   " and left it " + ms(turn) + " at a time");
}

std::string loudness_text(std::int64_t peak) {
  if (peak >= kLoudEnoughForSpeech) return "with sound in it";
  if (peak <= kDigitalSilence) return "all of it digital silence";
  const double dbfs = 20 * std::log10(static_cast<double>(peak) / 32'768);
  return "nothing in it louder than " + std::to_string(std::lround(dbfs)) + " dBFS";
}

void caller_not_heard(const EndedCall& call, Findings& findings) {
  const MediaFact& media = call.record.media;
  const auto ready = call.record.at(Milestone::agent_ready);
  const auto first_in = call.record.at(Milestone::first_media_in);
  if (!ready || !first_in || !media.last_in_ms || !media.peak_in || caller_spoke(call.record))
    return;
  const bool silent = *media.peak_in <= kDigitalSilence;
  if (*media.last_in_ms - std::max(*ready, *first_in) <
      (silent ? kTimeToSpeakMs : kTimeToBeHeardMs))
    return;
  findings.add(Errc::caller_not_heard,
               ms(media.in.audio_ms) + " of audio came, " + loudness_text(*media.peak_in));
}

// ---- what was lost -------------------------------------------------------------------------

void words_missing(const EndedCall& call, Findings& findings) {
  if (const EventFact* const words = first_of(call.record, to_string(TimelineEvent::words_missing)))
    findings.add(Errc::words_missing, words->detail);
}

std::string found_no_room(const DirectionFigures& figures) {
  return ms(figures.dropped_ms) + " found no room; ";
}

void agent_audio_dropped(const EndedCall& call, Findings& findings) {
  if (call.record.media.out.dropped_ms > 0)
    findings.add(Errc::agent_audio_dropped,
                 found_no_room(call.record.media.out) + "the caller did not hear them");
}

void caller_audio_dropped(const EndedCall& call, Findings& findings) {
  if (call.record.media.in.dropped_ms > 0)
    findings.add(Errc::caller_audio_dropped,
                 found_no_room(call.record.media.in) + "the agent did not get them");
}

void transcript_full(const EndedCall& call, Findings& findings) {
  if (call.record.transcript_full)
    findings.add(Errc::transcript_full,
                 "kept: " + std::to_string(call.record.transcript.size()) + " turns, " +
                     std::to_string(call.record.transcript_text) + " bytes of text");
}

// ---- what was odd on the wire --------------------------------------------------------------

/// Things that vendors do all the time without harm.
bool harmless(Errc code) { return code == Errc::unknown_event || code == Errc::out_of_sequence; }

void anomalies(const EndedCall& call, Findings& findings) {
  for (const auto& [name, times] : call.record.media.oddities) {
    const auto code = errc_from_name(name);
    if (!code || harmless(*code)) continue;
    std::string evidence = std::to_string(times) + (times == 1 ? " time" : " times");
    if (const EventFact* const first = first_of(call.record, name))
      evidence = with_detail(std::move(evidence.append(", first ").append(at(first->at_ms))),
                             first->detail);
    findings.add(*code, std::move(evidence));
  }
}

constexpr Rule<EndedCall> kRecordRules[] = {
    {"end", end},
    {"no_media_socket", no_media_socket},
    {"line_left_to_carrier", line_left_to_carrier},
    {"hang_up_failed", hang_up_failed},
    {"no_answer", no_answer},
    {"closed_before_start", closed_before_start},
    {"stop_not_sent", stop_not_sent},
    {"agent_not_ready", agent_not_ready},
    {"no_first_media", no_first_media},
    {"agent_silent", agent_silent},
    {"caller_not_heard", caller_not_heard},
    {"words_missing", words_missing},
    {"agent_audio_dropped", agent_audio_dropped},
    {"caller_audio_dropped", caller_audio_dropped},
    {"transcript_full", transcript_full},
    {"anomalies", anomalies},
};

}  // namespace

std::span<const Rule<EndedCall>> record_rules() { return kRecordRules; }

std::vector<Finding> diagnose(const Record& record, const Promises& promises) {
  if (!record.end) return {};
  Findings findings;
  apply_rules(record_rules(), EndedCall{record, *record.end, promises}, findings);
  return findings.take();
}

std::vector<Finding> diagnose(const Record& record) {
  const std::string& profile = record.created.profile;
  const auto which =
      carrier::dialect_from_name(record.created.dialect + (profile.empty() ? "" : ':' + profile));
  if (!which) return diagnose(record, {});
  const carrier::Traits& traits = *which->traits;
  return diagnose(record, {traits.has_start, traits.owes_stop, !traits.opens_before_answer,
                           traits.hangs_up_by_close});
}

}  // namespace hookswitch::doctor
