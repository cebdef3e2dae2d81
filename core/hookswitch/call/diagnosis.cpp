#include "hookswitch/call/diagnosis.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace hookswitch::call {
namespace {

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
                                            ", and no media socket came");

  if (!promises.hang_up && by_of(end.cause) != EndedBy::carrier &&
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

void diagnose_limits(const Record& record, Findings& findings) {
  if (record.transcript_full)
    findings.add(Errc::transcript_full,
                 "the first " + std::to_string(Record::kMaxTurns) + " turns are kept");
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
  diagnose_limits(record, findings);
  diagnose_oddities(record, findings);
  return findings.take();
}

}  // namespace hookswitch::call
