#include "hookswitch/doctor/obligations.hpp"

#include <utility>

#include "hookswitch/doctor/evidence.hpp"
#include "hookswitch/doctor/record_rules.hpp"

namespace hookswitch::doctor {
namespace {

using call::EndCause;

// Limits of ours: protocols say "first" and "then", not how soon.
constexpr std::int64_t kSocketMs = 5'000, kStartMs = 1'000, kMediaMs = 2'000, kCloseMs = 1'000,
                       kGapMs = 1'000, kStopMs = kStopAllowanceMs;
constexpr std::int64_t kEnoughAudioMs = 1'000;  ///< of a stream, before its audio is missed
constexpr std::int64_t kOwedPercent = 95;  ///< of the audio that the time between first and last is

/// It came at `at`, counted from `since`.
Judgement came(std::int64_t at, std::int64_t since, std::int64_t limit, std::string_view after) {
  return {at - since <= limit ? Verdict::kept : Verdict::late,
          ms(at - since) + " after " + std::string(after), at, at - since, limit};
}

Judgement socket(const CarrierFacts& facts) {
  if (facts.socket)
    return came(*facts.socket, facts.answered.value_or(*facts.socket), kSocketMs, "the answer");
  if (facts.answered)
    return {Verdict::missing, "answered at " + ms(*facts.answered) + ", no socket"};
  return {Verdict::unknown, "it is not known that the call was answered"};
}

Judgement start(const CarrierFacts& facts) {
  if (!facts.traits.has_start) return {Verdict::not_owed, "the dialect has none"};
  if (!facts.socket) return {Verdict::not_owed, "there was no socket"};
  if (facts.started) return came(*facts.started, *facts.socket, kStartMs, "the socket");
  if (!facts.ended) return {Verdict::unknown, "the call is live"};
  return {Verdict::missing, "none in " + ms(facts.ended_at - *facts.socket)};
}

Judgement order(const CarrierFacts& facts) {
  if (!facts.socket || !facts.traits.has_start)
    return {Verdict::not_owed, "there was nothing to keep in order"};
  std::string wrong;
  if (facts.before_start > 0)
    wrong = std::to_string(facts.before_start) + " media before the start";
  if (facts.second_starts > 0)
    wrong += (wrong.empty() ? "" : ", ") + std::to_string(facts.second_starts) + " further starts";
  if (!wrong.empty()) return {Verdict::missing, wrong};
  if (facts.started) return {Verdict::kept, "as owed"};
  return {Verdict::unknown, "no start"};
}

Judgement first_media(const CarrierFacts& facts) {
  if (!facts.started) return {Verdict::not_owed, "the stream did not start"};
  if (facts.first_media) return came(*facts.first_media, *facts.started, kMediaMs, "the start");
  if (!facts.ended || facts.ended_at - *facts.started < kEnoughAudioMs)
    return {Verdict::unknown, "the stream was too short to judge"};
  return {Verdict::missing, "none in " + ms(facts.ended_at - *facts.started)};
}

Judgement cadence(const CarrierFacts& facts) {
  if (!facts.first_media) return {Verdict::not_owed, "no audio"};
  if (!facts.last_media)
    return {Verdict::unknown, "the record does not contain the time of the last audio"};
  const std::int64_t span = *facts.last_media - *facts.first_media;
  if (span < kEnoughAudioMs) return {Verdict::unknown, "too little audio to judge"};
  const std::int64_t percent = facts.audio_ms * 100 / span;
  return {percent < kOwedPercent          ? Verdict::missing
          : facts.longest_gap_ms > kGapMs ? Verdict::late
                                          : Verdict::kept,
          ms(facts.audio_ms) + " of audio in " + ms(span) + ", " + std::to_string(facts.gaps) +
              " gaps of 100 ms or more, the longest " + ms(facts.longest_gap_ms),
          std::nullopt, facts.longest_gap_ms, kGapMs};
}

Judgement messages(const CarrierFacts& facts) {
  if (!facts.socket) return {Verdict::not_owed, "there was no socket"};
  if (facts.was_turned_out()) return {Verdict::missing, facts.detail};
  if (facts.malformed > 0) return {Verdict::missing, facts.malformed_names};
  return {facts.frames > 0 || facts.started ? Verdict::kept : Verdict::unknown,
          std::to_string(facts.frames) + " media messages, all well formed"};
}

Judgement marks(const CarrierFacts& facts) {
  if (!facts.traits.acknowledges_marks)
    return {Verdict::not_owed, "the dialect does not have them in this sense"};
  if (facts.marks_sent == 0) return {Verdict::not_owed, "none was sent"};
  const bool all = facts.marks_played >= facts.marks_sent;
  // The bridge marks its goodbye and ends the call when that must have been played.
  const bool was_due = facts.ended && facts.cause == EndCause::goodbye;
  return {all       ? Verdict::kept
          : was_due ? Verdict::missing
                    : Verdict::unknown,
          std::to_string(facts.marks_played) + " of " + std::to_string(facts.marks_sent) +
              " came back" + (all || was_due ? "" : "; the audio before it was not over yet")};
}

Judgement stop(const CarrierFacts& facts) {
  if (!facts.traits.owes_stop) return {Verdict::not_owed, "the dialect has none"};
  if (!facts.started) return {Verdict::not_owed, "the stream did not start"};
  if (facts.stop)
    return came(*facts.stop, facts.last_media.value_or(*facts.stop), kStopMs, "the last audio");
  if (!facts.ended || facts.crashed()) return {Verdict::unknown, "the bridge was not running"};
  if (facts.was_turned_out())
    return {Verdict::not_owed, "the bridge had closed the socket because of what it had received"};
  if (!facts.carrier_left())
    return {Verdict::not_owed,
            "the call was ended by the " + std::string(to_string(by_of(facts.cause)))};
  if (facts.cause == EndCause::hang_up_webhook &&
      facts.ended_at - facts.last_media.value_or(*facts.started) <= kStopMs)
    return {Verdict::unknown, "a hang-up webhook ended the call first"};
  std::string evidence = "none";
  if (facts.last_media)
    evidence += " in " + ms(facts.ended_at - *facts.last_media) + " after the last audio";
  return {Verdict::missing,
          evidence + "; the call ended by " + std::string(to_string(facts.cause))};
}

Judgement close(const CarrierFacts& facts) {
  if (!facts.traits.owes_close) return {Verdict::not_owed, "the dialect promises none"};
  if (!facts.socket) return {Verdict::not_owed, "there was no socket"};
  if (!facts.ended || facts.crashed()) return {Verdict::unknown, "the bridge was not running"};
  if (facts.dropped)
    return {Verdict::missing,
            "no answer to our close in " +
                ms(*facts.dropped - facts.close_sent.value_or(facts.ended_at)) + ": dropped",
            facts.dropped};
  if (!facts.closed) return {Verdict::unknown, "the record does not say"};
  if (facts.cause == EndCause::media_silence)
    return {Verdict::missing, "left open in silence until we closed it; our close was answered",
            facts.closed};
  if (facts.was_turned_out())
    return {Verdict::not_owed,
            "the bridge closed it because of what it had received: " + facts.detail};
  if (facts.close_sent) return came(*facts.closed, *facts.close_sent, kCloseMs, "our close");
  Judgement it = came(*facts.closed, facts.stop.value_or(facts.last_media.value_or(*facts.closed)),
                      kCloseMs, facts.stop ? "the stop" : "the last audio");
  if (facts.cause != EndCause::carrier_lost) return it;
  if (facts.close_detail.starts_with("close code 1006")) {
    it.verdict = Verdict::missing;
    it.evidence = "the connection broke: " + facts.close_detail;
  } else {
    it.evidence += "; with an error: " + facts.close_detail;
  }
  return it;
}

constexpr Obligation kObligations[] = {
    {"socket", "A media socket is opened once the call is answered.", Errc::no_media_socket,
     socket},
    {"start", "The first message on the socket starts the stream.", Errc::no_start_message, start},
    {"order", "One start message, and no audio before it.", std::nullopt, order},
    {"first_media", "Audio follows the start at once, silence included.", Errc::no_first_media,
     first_media},
    {"cadence", "Audio comes evenly and without gaps for as long as the stream is up.",
     std::nullopt, cadence},
    {"messages", "Every message is one that the dialect has.", std::nullopt, messages},
    {"marks", "A mark comes back when the audio before it has been played.", std::nullopt, marks},
    {"stop", "A stop message tells that the call is over.", Errc::stop_not_sent, stop},
    {"close", "The socket is closed at the end of the call, and our close is answered.",
     std::nullopt, close},
};

}  // namespace

std::span<const Obligation> obligations() { return kObligations; }

std::vector<Finding> missing_obligations(const CarrierFacts& facts) {
  Findings findings;
  if (facts.row)
    for (const Obligation& it : obligations())
      if (const Judgement judged = it.judge(facts); it.code && judged.verdict == Verdict::missing)
        findings.add(*it.code, judged.evidence);
  return findings.take();
}

}  // namespace hookswitch::doctor
