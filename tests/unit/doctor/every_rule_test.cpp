// Every rule of every list has an example in which it finds something and one in which it does not,
// and the document names it.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "hookswitch/carrier/all.hpp"
#include "hookswitch/doctor/obligations.hpp"
#include "hookswitch/doctor/phone_rules.hpp"
#include "hookswitch/doctor/record_rules.hpp"

namespace hookswitch::doctor {
namespace {

using namespace record;
using call::EndCause;

std::string document(const std::string& name) {
  std::ifstream file(HOOKSWITCH_DOCS_DIR "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "end", "remarks" and "anomalies" pass on what others have named.
bool has_many_names(std::string_view rule) {
  return rule == "end" || rule == "remarks" || rule == "anomalies";
}

template <class Subject>
std::vector<Finding> found_by(const Rule<Subject>& rule, const Subject& subject) {
  Findings findings;
  rule.look(subject, findings);
  return findings.take();
}

// ---- records -------------------------------------------------------------------------------

/// Starts as a call of a carrier that promises all there is: 20 s with everything that belongs to
/// it, ended by the carrier's stop.
Record whole_call() {
  Record record;
  for (const auto& [milestone, at_ms] : {std::pair{Milestone::answered, 0},
                                         {Milestone::socket_opened, 10},
                                         {Milestone::started, 20},
                                         {Milestone::first_media_in, 40},
                                         {Milestone::agent_connected, 100},
                                         {Milestone::agent_ready, 200},
                                         {Milestone::first_agent_audio, 900},
                                         {Milestone::first_caller_speech, 4'000},
                                         {Milestone::stop_received, 20'000}})
    record.apply(MilestoneFact{milestone, at_ms});
  record.media.last_in_ms = 20'000;
  record.media.peak_in = 9'000;
  record.end = EndedFact{20'000, EndCause::carrier_stop, ""};
  return record;
}

struct RecordExample {
  std::string_view rule;
  Errc code;
  Promises promises;
  void (*spoil)(Record& record);
};

void miss(Record& record, Milestone milestone) {
  record.milestones[static_cast<std::size_t>(milestone)].reset();
}

const RecordExample kRecordExamples[] = {
    {"end",
     Errc::media_silence,
     {},
     [](Record& record) { record.end->cause = EndCause::media_silence; }},
    {"no_media_socket",
     Errc::no_media_socket,
     {},
     [](Record& record) {
       record.end->cause = EndCause::hang_up_webhook;
       miss(record, Milestone::socket_opened);
     }},
    {"line_left_to_carrier",
     Errc::line_left_to_carrier,
     {true, true, true, false},
     [](Record& record) { record.end->cause = EndCause::goodbye; }},
    {"hang_up_failed",
     Errc::hang_up_failed,
     {},
     [](Record& record) {
       record.hang_up = record::HangUpFact{20'100, record::HangUpOutcome::refused, 1, 401, "no"};
     }},
    {"no_answer",
     Errc::no_answer,
     {true, true, false},
     [](Record& record) {
       record.end->cause = EndCause::carrier_closed;
       miss(record, Milestone::started);
     }},
    {"closed_before_start",
     Errc::closed_before_start,
     {},
     [](Record& record) {
       record.end->cause = EndCause::carrier_closed;
       miss(record, Milestone::started);
     }},
    {"stop_not_sent",
     Errc::stop_not_sent,
     {true, true},
     [](Record& record) {
       record.end->cause = EndCause::carrier_closed;
       miss(record, Milestone::stop_received);
     }},
    {"agent_not_ready",
     Errc::agent_not_ready,
     {},
     [](Record& record) { miss(record, Milestone::agent_ready); }},
    {"no_first_media",
     Errc::no_first_media,
     {},
     [](Record& record) { miss(record, Milestone::first_media_in); }},
    {"agent_silent",
     Errc::agent_silent,
     {},
     [](Record& record) { miss(record, Milestone::first_agent_audio); }},
    {"caller_not_heard",
     Errc::caller_not_heard,
     {},
     [](Record& record) {
       miss(record, Milestone::first_caller_speech);
       record.media.peak_in = 0;
     }},
    {"words_missing",
     Errc::words_missing,
     {},
     [](Record& record) {
       record.apply(
           event_fact(19'000, Origin::bridge, TimelineEvent::words_missing, "1 utterance"));
     }},
    {"agent_audio_dropped",
     Errc::agent_audio_dropped,
     {},
     [](Record& record) { record.media.out.dropped_ms = 40; }},
    {"caller_audio_dropped",
     Errc::caller_audio_dropped,
     {},
     [](Record& record) { record.media.in.dropped_ms = 40; }},
    {"transcript_full",
     Errc::transcript_full,
     {},
     [](Record& record) { record.transcript_full = true; }},
    {"anomalies",
     Errc::bad_base64,
     {},
     [](Record& record) {
       record.media.oddities = {{"bad_base64", 2}, {"unknown_event", 9}};
     }},
};

TEST(EveryRule, OfRecordsIsRaisedByItsExampleAndNotByAWholeCall) {
  const std::string page = document("record.md");
  for (const Rule<EndedCall>& rule : record_rules()) {
    int examples = 0;
    for (const RecordExample& example : kRecordExamples) {
      if (example.rule != rule.name) continue;
      ++examples;
      Record record = whole_call();
      EXPECT_TRUE(found_by(rule, EndedCall{record, *record.end, example.promises}).empty())
          << rule.name;
      example.spoil(record);
      const auto found = found_by(rule, EndedCall{record, *record.end, example.promises});
      ASSERT_EQ(found.size(), 1u) << rule.name;
      EXPECT_EQ(found[0].code, example.code) << rule.name;
      EXPECT_FALSE(found[0].evidence.empty()) << rule.name;
    }
    EXPECT_EQ(examples, 1) << rule.name << " has no example";
    if (has_many_names(rule.name)) continue;
    EXPECT_TRUE(errc_from_name(rule.name)) << rule.name;
    EXPECT_NE(page.find("`" + std::string(rule.name) + "`"), page.npos)
        << "docs/record.md does not name " << rule.name;
  }
}

TEST(EveryRule, OfRecordsHoldsForACallOfWhichTheDocumentDoesNotSayHowLoudItWas) {
  Record record = whole_call();
  miss(record, Milestone::first_caller_speech);
  record.media.peak_in.reset();
  EXPECT_TRUE(diagnose(record, {}).empty());
}

// ---- the phone's calls ---------------------------------------------------------------------

struct PhoneExample {
  std::string_view rule;
  Errc code;
  void (*spoil)(PhoneCall& call, std::vector<Remark>& remarks, std::map<Errc, Anomaly>& anomalies);
};

const PhoneExample kPhoneExamples[] = {
    {"end", Errc::host_closed, [](auto& call, auto&, auto&) { call.end = Errc::host_closed; }},
    {"protocol_error", Errc::protocol_error,
     [](auto& call, auto&, auto&) { call.broken = "masked_frame"; }},
    {"remarks", Errc::wav_incomplete,
     [](auto&, auto& remarks, auto&) {
       remarks.push_back({Errc::wav_incomplete, "half"});
     }},
    {"host_bad_message", Errc::host_bad_message,
     [](auto& call, auto&, auto&) { call.unreadable = 1; }},
    {"nothing_heard", Errc::nothing_heard,
     [](auto& call, auto&, auto&) { call.received_frames = 0; }},
    {"only_silence_heard", Errc::only_silence_heard,
     [](auto& call, auto&, auto&) { call.heard_speech_ms = 0; }},
    {"audio_not_played", Errc::audio_not_played,
     [](auto& call, auto&, auto&) { call.unplayed_ms = 100; }},
    {"speech_not_said", Errc::speech_not_said,
     [](auto& call, auto&, auto&) { call.said_ms = 900; }},
    {"anomalies", Errc::not_json,
     [](auto&, auto&, auto& anomalies) {
       anomalies[Errc::not_json] = {2, "at byte 3"};
     }},
};

TEST(EveryRule, OfThePhoneIsRaisedByItsExampleAndNotByAWholeCall) {
  const std::string page = document("phone-report.md");
  for (const Rule<PhoneCall>& rule : phone_rules()) {
    int examples = 0;
    for (const PhoneExample& example : kPhoneExamples) {
      if (example.rule != rule.name) continue;
      ++examples;
      std::vector<Remark> remarks;
      std::map<Errc, Anomaly> anomalies;
      PhoneCall call{remarks, anomalies};
      call.over = call.played = true;
      call.sent_ms = call.received_ms = 2'000;
      call.received_frames = 100;
      call.unplayed_ms = 99;
      call.speech_ms = 1'000;
      call.said_ms = 901;
      call.heard_speech_ms = 1'500;
      EXPECT_TRUE(found_by(rule, call).empty()) << rule.name;
      example.spoil(call, remarks, anomalies);
      const auto found = found_by(rule, call);
      ASSERT_EQ(found.size(), 1u) << rule.name;
      EXPECT_EQ(found[0].code, example.code) << rule.name;
    }
    EXPECT_EQ(examples, 1) << rule.name << " has no example";
    if (has_many_names(rule.name)) continue;
    EXPECT_TRUE(errc_from_name(rule.name)) << rule.name;
    EXPECT_NE(page.find("`" + std::string(rule.name) + "`"), page.npos)
        << "docs/phone-report.md does not name " << rule.name;
  }
}

TEST(EveryRule, OfWhatAPhoneMissedWaitsForTheEndOfItsCall) {
  const std::vector<Remark> remarks;
  const std::map<Errc, Anomaly> anomalies;
  PhoneCall call{remarks, anomalies};
  call.unplayed_ms = call.speech_ms = 5'000;
  EXPECT_TRUE(diagnose(call).empty());
  call.over = true;
  EXPECT_EQ(diagnose(call).size(), 3u);
}

// ---- what a carrier owes -------------------------------------------------------------------

struct CarrierExample {
  std::string_view name;
  Verdict verdict;
  void (*spoil)(CarrierFacts& facts);
};

const CarrierExample kCarrierExamples[] = {
    {"socket", Verdict::late, [](CarrierFacts& facts) { facts.socket = 5'001; }},
    {"socket", Verdict::missing, [](CarrierFacts& facts) { facts.socket.reset(); }},
    {"start", Verdict::late, [](CarrierFacts& facts) { facts.started = 1'011; }},
    {"start", Verdict::missing, [](CarrierFacts& facts) { facts.started.reset(); }},
    {"order", Verdict::missing, [](CarrierFacts& facts) { facts.second_starts = 1; }},
    {"first_media", Verdict::late, [](CarrierFacts& facts) { facts.first_media = 2'021; }},
    {"first_media", Verdict::missing, [](CarrierFacts& facts) { facts.first_media.reset(); }},
    {"cadence", Verdict::late, [](CarrierFacts& facts) { facts.longest_gap_ms = 1'001; }},
    {"cadence", Verdict::missing, [](CarrierFacts& facts) { facts.audio_ms = 18'000; }},
    {"messages", Verdict::missing, [](CarrierFacts& facts) { facts.malformed = 1; }},
    {"marks", Verdict::missing,
     [](CarrierFacts& facts) {
       facts.cause = EndCause::goodbye;
       facts.marks_played = 0;
     }},
    {"stop", Verdict::late, [](CarrierFacts& facts) { facts.stop = 21'001; }},
    {"stop", Verdict::missing,
     [](CarrierFacts& facts) {
       facts.cause = EndCause::carrier_closed;
       facts.stop.reset();
     }},
    {"close", Verdict::late, [](CarrierFacts& facts) { facts.closed = 21'001; }},
    {"close", Verdict::missing, [](CarrierFacts& facts) { facts.dropped = 21'500; }},
};

CarrierFacts all_kept() {
  Record record = whole_call();
  record.apply(MilestoneFact{Milestone::carrier_closed, 20'100});
  CarrierFacts facts(record);
  facts.row = carrier::all_dialects().front();
  facts.traits = {};
  facts.frames = 1'000;
  facts.audio_ms = 20'000;
  facts.marks_sent = facts.marks_played = 1;
  return facts;
}

TEST(EveryRule, OfACarriersObligationsIsKeptByAWholeCallAndNotByItsExamples) {
  const std::string page = document("conformance.md");
  for (const Obligation& it : obligations()) {
    EXPECT_EQ(it.judge(all_kept()).verdict, Verdict::kept) << it.name;
    int examples = 0;
    for (const CarrierExample& example : kCarrierExamples) {
      if (example.name != it.name) continue;
      ++examples;
      CarrierFacts facts = all_kept();
      example.spoil(facts);
      EXPECT_EQ(it.judge(facts).verdict, example.verdict) << it.name;
      const auto missing = missing_obligations(facts);
      const bool named =
          it.code && std::any_of(missing.begin(), missing.end(),
                                 [&](const Finding& f) { return f.code == *it.code; });
      EXPECT_EQ(named, it.code && example.verdict == Verdict::missing) << it.name;
    }
    EXPECT_GE(examples, 1) << it.name << " has no example";
    EXPECT_NE(page.find("| `" + std::string(it.name) + "` |"), page.npos)
        << "docs/conformance.md does not name " << it.name;
  }
}

}  // namespace
}  // namespace hookswitch::doctor
