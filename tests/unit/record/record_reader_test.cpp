#include <gtest/gtest.h>

#include "hookswitch/doctor/conformance.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "kit/call_rig.hpp"

namespace hookswitch::record {
namespace {

using namespace std::chrono_literals;
using call::EndCause;
using kit::CallRig;

/// What comes of a document that is read and written again.
std::string again(const std::string& document, RecordOf which = RecordOf::ended_call) {
  const auto record = record_from_json(document);
  EXPECT_TRUE(record) << to_string(record.error().code);
  return record ? record_to_json(*record, which) : "";
}

/// A record with every field away from its default.
Record full() {
  Record record;
  record.apply(CreatedFact{"0190", "ucid", "waybeo", 1'795'000'000'123, "018f"});
  record.apply(CarrierFact{
      "CA1", "MZ1", "+15550100001", "+15550100002", {{"a", "1"}, {"b", ""}}, "pcmu/8000"});
  record.apply(AgentFact{"openai", "sess_1", "pcm/24000"});
  for (int i = 0; i < static_cast<int>(Milestone::count); i += 2)
    record.apply(MilestoneFact{static_cast<Milestone>(i), i});
  record.apply(
      event_fact(5, Origin::control, TimelineEvent::bounds_changed, "Gr\xC3\xBC\xC3\x9F \"\\\n"));
  record.apply(TurnFact{1'234, "item_1", TurnSpeaker::agent, "one", true, 740});
  record.apply(TurnFact{1'300, "item_2", TurnSpeaker::caller, "two", false, {}});
  record.apply(ToolFact{7, "call_1", "tool", R"({"a":[1,2]})", "result", true, 99});
  MediaFact media{{1, 2, 3, 4, 5, 6},
                  {6, 7, 8, 9, 10, 11},
                  {0.1, 12.7, 1e3},
                  42,
                  {{"not_json", 7}, {"agent_failed", 1}},
                  {{"not_json", 7}},
                  88'000};
  record.apply(media);
  record.timeline_dropped = 3;
  record.apply(EndedFact{88'888, EndCause::agent_failed, "detail", Errc::agent_refused});
  record.apply(DiagnosisFact{Errc::agent_refused, "evidence"});
  record.apply(DiagnosisFact{Errc::transcript_full, "kept: 2 turns"});
  return record;
}

TEST(RecordReader, ADocumentThatIsReadIsWrittenTheSame) {
  const std::string document = record_to_json(full());
  EXPECT_EQ(again(document), document);
  EXPECT_EQ(again(record_to_json(Record{.created = {"0190", "twilio", "", 1, ""}})),
            record_to_json(Record{.created = {"0190", "twilio", "", 1, ""}}));
}

TEST(RecordReader, ACallThatIsLiveOrOverIsReadAsItWasWritten) {
  CallRig rig;
  rig.up();
  rig.speak(3s);
  const std::string live = record_to_json(rig.bridge.record(rig.now), RecordOf::live_call);
  EXPECT_EQ(again(live, RecordOf::live_call), live);
  rig.stop();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(again(record_to_json(*rig.record)), record_to_json(*rig.record));
}

TEST(RecordReader, TheLargestRecordIsRead) {
  Record record = full();
  record.transcript.clear();
  while (record.timeline.size() < Record::kMaxEvents)
    record.timeline.push_back(event_fact(1, Origin::carrier, TimelineEvent::digit, "1"));
  while (record.transcript.size() < Record::kMaxTurns)
    record.transcript.push_back({1, "", TurnSpeaker::caller, "word", false, {}});
  while (record.tools.size() < Record::kMaxTools) record.tools.push_back(record.tools.front());
  while (record.diagnosis.size() < Record::kMaxDiagnoses)
    record.diagnosis.push_back({Errc::not_json, "evidence"});
  const std::string document = record_to_json(record);
  EXPECT_EQ(again(document), document);
  EXPECT_TRUE(doctor::conformance_json(document));
}

TEST(RecordReader, RefusesADocumentOfAnotherKind) {
  EXPECT_EQ(record_from_json("[]").error().code, Errc::not_json);
  EXPECT_EQ(record_from_json("{}").error().code, Errc::missing_field);
  EXPECT_EQ(record_from_json(R"({"id":"x","carrier":7})").error().code, Errc::missing_field);
}

TEST(RecordReader, WhatHasAnotherTypeIsUnknown) {
  const auto record = record_from_json(
      R"({"id":"x","carrier":{"dialect":"pigeon","parameters":[1]},"milestones":[{"name":"started","at_ms":"1"},3],)"
      R"("timeline":[{"at_ms":1e99,"from":"carrier"},{"at_ms":1,"from":"moon"},5],"media":{"in":[],"oddities":{"a":-1}},)"
      R"("transcript":{"a":1},"tools":"no","diagnosis":[{"code":9999}],"end":{"cause":"bored"},"created_at":"today"})");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->created.dialect, "pigeon");
  EXPECT_EQ(record->created.created_unix_ms, 0);
  EXPECT_FALSE(record->at(Milestone::started));
  EXPECT_TRUE(record->timeline.empty());
  EXPECT_TRUE(record->transcript.empty());
  EXPECT_TRUE(record->media.oddities.empty());
  EXPECT_TRUE(record->diagnosis.empty());
  EXPECT_FALSE(record->end);
  EXPECT_FALSE(record->media.peak_in) << "the document does not say how loud it was";
}

TEST(RecordReader, ADocumentThatDoesNotTellTheSidesApartCountsForBoth) {
  const auto record = record_from_json(
      R"({"id":"x","carrier":{"dialect":"twilio"},"media":{"oddities":{"not_json":2}}})");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->media.carrier_oddities, record->media.oddities);
}

}  // namespace
}  // namespace hookswitch::record
