#include "hookswitch/doctor/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "hookswitch/carrier/dialect_table.hpp"

namespace hookswitch::doctor {
namespace {

using namespace record;
using call::EndCause;

class Findings {
 public:
  void add(Errc code, std::string evidence) {
    const bool known = std::any_of(facts_.begin(), facts_.end(),
                                   [code](const DiagnosisFact& fact) { return fact.code == code; });
    if (!known) facts_.push_back(DiagnosisFact{code, std::move(evidence)});
  }
  std::vector<DiagnosisFact> take() { return std::move(facts_); }

 private:
  std::vector<DiagnosisFact> facts_;
};

/// What a companding law may make of nothing.
constexpr int kDigitalSilence = 8;

std::string at(std::int64_t ms) { return "at " + std::to_string(ms) + " ms"; }

std::string with_detail(std::string evidence, const std::string& detail) {
  return detail.empty() ? evidence : std::move(evidence) + ": " + detail;
}

/// The carrier left without our asking.
bool carrier_left(EndCause cause) {
  return cause == EndCause::carrier_closed || cause == EndCause::carrier_lost ||
         cause == EndCause::media_silence || cause == EndCause::hang_up_webhook;
}

/// The hang-up webhook ended the call before a stop message had to be there.
bool webhook_was_first(const Record& record) {
  if (record.end->cause != EndCause::hang_up_webhook) return false;
  const auto last =
      record.media.last_in_ms ? record.media.last_in_ms : record.at(Milestone::started);
  return last && record.end->at_ms - *last <= kStopAllowanceMs;
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

void diagnose_end(const Record& record, const Promises& promises, Findings& findings) {
  const EndedFact& end = *record.end;
  if (const auto code = end.code ? end.code : code_of(end.cause)) {
    std::string evidence = with_detail("ended " + at(end.at_ms), end.detail);
    if (end.cause == EndCause::no_start_message)
      evidence = with_hint_of_dialect(std::move(evidence), record);
    findings.add(*code, std::move(evidence));
  }

  const auto answered = record.at(Milestone::answered);
  if (end.cause == EndCause::hang_up_webhook && answered && !record.at(Milestone::socket_opened))
    findings.add(Errc::no_media_socket, "answered " + at(*answered) + ", over " + at(end.at_ms) +
                                            ", and no media socket was opened");

  if (!promises.hang_up && by_of(end.cause) != call::EndedBy::carrier &&
      end.cause != EndCause::replaced && record.at(Milestone::socket_opened))
    findings.add(Errc::line_left_to_carrier,
                 "the call ended by " + std::string(to_string(end.cause)));

  const bool started = record.at(Milestone::started).has_value();
  const bool socket = record.at(Milestone::socket_opened).has_value();
  if (promises.start && socket && !started &&
      (end.cause == EndCause::carrier_closed || end.cause == EndCause::carrier_lost))
    findings.add(
        Errc::closed_before_start,
        with_hint_of_dialect(
            with_detail("socket open for " +
                            std::to_string(end.at_ms - *record.at(Milestone::socket_opened)) +
                            " ms",
                        end.detail),
            record));
  if (promises.stop && started && carrier_left(end.cause) && !record.at(Milestone::stop_received) &&
      !webhook_was_first(record))
    findings.add(Errc::stop_not_sent, "no stop message by " + at(end.at_ms).substr(3) +
                                          "; the call ended by " +
                                          std::string(to_string(end.cause)));
}

void diagnose_media(const Record& record, Findings& findings) {
  constexpr std::int64_t kEnoughForMediaMs = 1'000;
  const auto started = record.at(Milestone::started);
  if (started && !record.at(Milestone::first_media_in) &&
      record.end->at_ms - *started >= kEnoughForMediaMs)
    findings.add(Errc::no_first_media, "stream started " + at(*started) + ", no audio by " +
                                           at(record.end->at_ms).substr(3));
}

void diagnose_agent(const Record& record, Findings& findings) {
  constexpr std::int64_t kEnoughForAgentMs = 3'000;
  const auto connected = record.at(Milestone::agent_connected);
  if (connected && !record.at(Milestone::agent_ready) &&
      record.end->at_ms - *connected >= kEnoughForAgentMs)
    findings.add(Errc::agent_not_ready, "connected " + at(*connected) + ", not ready by " +
                                            at(record.end->at_ms).substr(3));
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
    if (event.event == "caller_speaks") until(event.at_ms);
    if (event.event == "caller_pauses") since = event.at_ms;
  }
  until(last_in);
  return longest;
}

std::string loudness_text(std::int64_t peak) {
  if (peak >= kLoudEnoughForSpeech) return "with sound in it";
  if (peak <= kDigitalSilence) return "all of it digital silence";
  const double dbfs = 20 * std::log10(static_cast<double>(peak) / 32'768);
  return "nothing in it louder than " + std::to_string(std::lround(dbfs)) + " dBFS";
}

/// Nobody can be expected to speak at once: calls that ended before it was time are in order.
void diagnose_silence(const Record& record, Findings& findings) {
  constexpr std::int64_t kTimeToSpeakMs = 3'000;
  constexpr std::int64_t kTimeToBeHeardMs = 10'000;  // callers listen first
  const auto ready = record.at(Milestone::agent_ready);
  const auto first_in = record.at(Milestone::first_media_in);
  if (!ready || !first_in || !record.media.last_in_ms) return;
  const std::int64_t last_in = *record.media.last_in_ms;

  const bool caller_spoke =
      record.at(Milestone::first_caller_speech) ||
      std::any_of(record.transcript.begin(), record.transcript.end(),
                  [](const TurnFact& turn) { return turn.speaker == TurnSpeaker::caller; });
  if (const std::int64_t turn = agents_turn_ms(record, *ready, last_in);
      !record.at(Milestone::first_agent_audio) && turn >= kTimeToSpeakMs)
    findings.add(Errc::agent_silent, "ready " + at(*ready) + ", no audio by " +
                                         at(record.end->at_ms).substr(3) + "; the caller " +
                                         (caller_spoke ? "spoke" : "was not heard either") +
                                         " and left it " + std::to_string(turn) + " ms at a time");
  const bool silent = record.media.peak_in <= kDigitalSilence;
  if (!caller_spoke &&
      last_in - std::max(*ready, *first_in) >= (silent ? kTimeToSpeakMs : kTimeToBeHeardMs))
    findings.add(Errc::caller_not_heard, std::to_string(record.media.in.audio_ms) +
                                             " ms of audio came, " +
                                             loudness_text(record.media.peak_in));
}

void diagnose_losses(const Record& record, Findings& findings) {
  const auto words =
      std::find_if(record.timeline.begin(), record.timeline.end(),
                   [](const EventFact& event) { return event.event == kWordsMissing; });
  if (words != record.timeline.end()) findings.add(Errc::words_missing, words->detail);
  const auto dropped = [&](Errc code, const DirectionFigures& figures, const char* why) {
    if (figures.dropped_ms > 0)
      findings.add(code, std::to_string(figures.dropped_ms) + " ms found no room" + why);
  };
  dropped(Errc::agent_audio_dropped, record.media.out, "; the caller did not hear them");
  dropped(Errc::caller_audio_dropped, record.media.in, "; the agent did not get them");
}

void diagnose_limits(const Record& record, Findings& findings) {
  if (record.transcript_full)
    findings.add(Errc::transcript_full, "kept: " + std::to_string(record.transcript.size()) +
                                            " turns, " + std::to_string(record.transcript_text) +
                                            " bytes of text");
}

/// Things that vendors do all the time without harm.
bool harmless(Errc code) { return code == Errc::unknown_event || code == Errc::out_of_sequence; }

void diagnose_oddities(const Record& record, Findings& findings) {
  for (const auto& [name, times] : record.media.oddities) {
    const auto code = errc_from_name(name);
    if (!code || harmless(*code)) continue;
    const auto first =
        std::find_if(record.timeline.begin(), record.timeline.end(),
                     [&wanted = name](const EventFact& event) { return event.event == wanted; });
    std::string evidence = std::to_string(times) + (times == 1 ? " time" : " times");
    if (first == record.timeline.end()) {
      findings.add(*code, std::move(evidence));
    } else {
      evidence.append(", first ").append(at(first->at_ms));
      findings.add(*code, with_detail(std::move(evidence), first->detail));
    }
  }
}

}  // namespace

std::vector<DiagnosisFact> diagnose(const Record& record, const Promises& promises) {
  Findings findings;
  if (!record.end) return {};
  diagnose_end(record, promises, findings);
  diagnose_agent(record, findings);
  diagnose_media(record, findings);
  diagnose_silence(record, findings);
  diagnose_losses(record, findings);
  diagnose_limits(record, findings);
  diagnose_oddities(record, findings);
  return findings.take();
}

std::vector<DiagnosisFact> diagnose(const Record& record) {
  const std::string& profile = record.created.profile;
  const auto which =
      carrier::dialect_from_name(record.created.dialect + (profile.empty() ? "" : ':' + profile));
  if (!which) return diagnose(record, {});
  const carrier::Traits traits = carrier::make_host_end(*which)->traits();
  return diagnose(record, {traits.has_start, traits.owes_stop, traits.hangs_up_by_close});
}

}  // namespace hookswitch::doctor
