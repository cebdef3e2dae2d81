#include <algorithm>
#include <map>

#include "hookswitch/doctor/conformance.hpp"
#include "hookswitch/doctor/record_rules.hpp"
#include "hookswitch/record/journal.hpp"
#include "hookswitch/record/record_json.hpp"
#include "kit/json_schema.hpp"
#include "sim/witness.hpp"

// What a witness says when all is over.

namespace hookswitch::sim {

void Witness::killed(Instant now, std::size_t written) {
  constexpr Micros kFlushed{200'000};
  killed_at_ = now;
  if (stored_in_time_) {
    stored_ = handed_;
    return;
  }
  const auto safe = std::find_if(journal_.begin(), journal_.end(),
                                 [&](const Row& row) { return row.at > now - kFlushed; });
  const auto rows = std::max<std::size_t>(static_cast<std::size_t>(safe - journal_.begin()),
                                          std::min(written, journal_.size()));
  if (rows == 0) return;
  std::vector<record::JournalLine> lines;
  for (std::size_t i = 0; i < rows; ++i)
    lines.push_back({config_.clock.unix_ms_at(journal_[i].at), journal_[i].json});
  stored_ = record::record_of_journal(id_, lines);
  for (const auto& finding : doctor::diagnose(*stored_)) stored_->apply(doctor::as_fact(finding));
}

std::vector<std::string> Witness::verdict(const Aftermath& after) {
  if (killed_at_) {
    if (stored_ && !stored_in_time_) {
      check_record(*stored_, *killed_at_ - Micros{200'000});
    }
    return complaints_;
  }
  const Micros end_to_gone = config_.bounds.end_to_gone;
  if (gones_ != 1) complain("Gone came " + std::to_string(gones_) + " times");
  if (!after.bridge_gone) complain("the session is still there");
  if (after.left_something) complain("outputs or a deadline after Gone");
  if (!after.sockets_closed) complain("a socket is still open");
  if (!begun_) {
    check_nothing_is_left();
    return complaints_;
  }
  if (!ended_at_) complain("it never ended");
  if (records_ != 1) complain(std::to_string(records_) + " records");
  if (ended_at_ && record_at_ && *record_at_ > *ended_at_ + end_to_gone)
    complain("the record came " + std::to_string(to_ms(*record_at_ - *ended_at_)) +
             " ms after the end");
  if (ended_at_ && gone_at_ && *gone_at_ > *ended_at_ + end_to_gone)
    complain("the session was gone " + std::to_string(to_ms(*gone_at_ - *ended_at_)) +
             " ms after the end");
  if (handed_) {
    stored_ = handed_;
    check_record(*handed_, record_at_.value_or(Instant{}));
    record::Record folded;
    for (const Row& row : journal_)
      if (const auto fact = record::fact_from_json(row.json)) folded.apply(*fact);
    folded.timeline_dropped = handed_->timeline_dropped;
    if (record::record_to_json(folded) != record::record_to_json(*handed_))
      complain("the journal does not fold to the record");
  }
  return complaints_;
}

/// Of a socket without any message.
void Witness::check_nothing_is_left() {
  if (records_ > 0) complain("a record of a socket on which nothing was said");
  if (!journal_.empty()) complain("journal rows of a socket on which nothing was said");
  if (first_sign_ && gone_at_ &&
      *gone_at_ > first_sign_->second + Micros{config_.bounds.end_to_gone})
    complain("the session was gone " + std::to_string(to_ms(*gone_at_ - first_sign_->second)) +
             " ms after its socket");
}

void Witness::check_record(const record::Record& record, Instant texts_until) {
  const std::string document = record::record_to_json(record);
  for (const std::string& fault : kit::record_schema().faults(document))
    complain("schema: " + fault);
  if (!doctor::conformance_json(document)) complain("no conformance report can be made of it");
  const auto read = record::record_from_json(document);
  if (!read || record::record_to_json(*read) != document)
    return complain("the document is not read as it was written");
  for (const doctor::Finding& found : doctor::diagnose(*read))
    if (std::none_of(record.diagnosis.begin(), record.diagnosis.end(),
                     [&](const auto& known) { return known.code == found.code; }))
      complain("only the document shows " + std::string(to_string(found.code)));
  if (!record.end) return complain("the record has no end");
  if (end_ && record.end->cause != end_->cause && !killed_at_)
    complain("the record's cause is not the first");
  if (const auto code = record.end->code ? record.end->code : code_of(record.end->cause)) {
    const bool named = std::any_of(record.diagnosis.begin(), record.diagnosis.end(),
                                   [&](const auto& finding) { return finding.code == *code; });
    if (!named) complain("no finding for the end's code");
  }
  // Not shorter than what was said: every final text, as often as it was said.
  std::map<std::pair<bool, std::string>, int> owed;
  for (const Text& text : texts_)
    if (text.at <= texts_until) ++owed[{text.of_caller, text.text}];
  std::int64_t heard_ms = 0;
  for (const record::TurnFact& turn : record.transcript) {
    --owed[{turn.speaker == record::TurnSpeaker::caller, turn.text}];
    heard_ms += turn.heard_ms.value_or(0);
    if (turn.interrupted && !turn.heard_ms) complain("an interrupted turn without its heard_ms");
  }
  for (const auto& [said, missing] : owed)
    if (missing > 0) complain("not in the transcript: " + said.second);
  const std::int64_t sent_ms = to_ms(host_->traits().host_frame * (sent_to_carrier_ + 1));
  if (heard_ms > sent_ms)
    complain("heard " + std::to_string(heard_ms) + " ms of " + std::to_string(sent_ms) + " sent");
}

}  // namespace hookswitch::sim
