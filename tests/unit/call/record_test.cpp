#include "hookswitch/call/record.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hookswitch::call {
namespace {

TEST(Record, ALaterFactOfTheSameTurnReplacesTheEarlierOne) {
  Record record;
  record.apply(TurnFact{10, "a", TurnSpeaker::agent, "Hel", false, {}});
  record.apply(TurnFact{20, "a", TurnSpeaker::caller, "Hi", false, {}});
  record.apply(TurnFact{10, "a", TurnSpeaker::agent, "Hello", true, 740});
  ASSERT_EQ(record.transcript.size(), 2u) << "the speakers' ids are their own";
  EXPECT_EQ(record.transcript[0].text, "Hello");
  EXPECT_EQ(record.transcript[0].heard_ms, 740);
  EXPECT_EQ(record.transcript[1].text, "Hi");
}

TEST(Record, TheFirstEndStaysAndALaterOneIsOnlyNoted) {
  Record record;
  record.apply(EndedFact{100, EndCause::carrier_stop, "hangup"});
  record.apply(EndedFact{120, EndCause::carrier_lost, "1006"});
  ASSERT_TRUE(record.end);
  EXPECT_EQ(record.end->cause, EndCause::carrier_stop);
  ASSERT_EQ(record.timeline.size(), 1u);
  EXPECT_EQ(record.timeline[0].event, "carrier_lost");
  EXPECT_EQ(record.timeline[0].at_ms, 120);
}

TEST(Record, AMilestoneIsPassedOnce) {
  Record record;
  record.apply(MilestoneFact{Milestone::started, 5});
  record.apply(MilestoneFact{Milestone::started, 9});
  EXPECT_EQ(record.at(Milestone::started), 5);
  EXPECT_EQ(record.at(Milestone::stop_received), std::nullopt);
}

TEST(Record, WhatACarrierDoesNotTellChangesNothing) {
  Record record;
  CarrierFact first;
  first.call_id = "CA1";
  first.from = "+1";
  first.parameters["a"] = "1";
  CarrierFact second;
  second.to = "+2";
  second.parameters["b"] = "2";
  record.apply(first);
  record.apply(second);
  EXPECT_EQ(record.carrier.call_id, "CA1");
  EXPECT_EQ(record.carrier.from, "+1");
  EXPECT_EQ(record.carrier.to, "+2");
  EXPECT_EQ(record.carrier.parameters.size(), 2u);
}

// Events that found no room are not journalled: after a crash the media row tells how many.
TEST(Record, AJournalTellsHowManyEventsFoundNoRoom) {
  Record record;
  MediaFact media;
  media.timeline_dropped = 12;
  record.apply(media);
  EXPECT_EQ(record.timeline_dropped, 12u);
}

TEST(Record, EverythingIsBounded) {
  Record record;
  const auto events = [&record](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) record.apply(EventFact{0, Origin::bridge, "event", ""});
  };
  const std::size_t room = Record::kMaxEvents - Record::kEventsOfTheEnd;
  events(room + 7);
  EXPECT_EQ(record.timeline.size(), room);
  EXPECT_EQ(record.timeline_dropped, 7u);
  record.apply(EndedFact{0, EndCause::carrier_stop, ""});
  events(Record::kEventsOfTheEnd + 7);
  EXPECT_EQ(record.timeline.size(), Record::kMaxEvents);
  EXPECT_EQ(record.timeline_dropped, 14u);
  for (std::size_t i = 0; i < Record::kMaxTurns; ++i)
    record.apply(TurnFact{0, std::to_string(i), TurnSpeaker::caller, "", false, {}});
  EXPECT_FALSE(record.transcript_full);
  record.apply(TurnFact{0, "one more", TurnSpeaker::caller, "", false, {}});
  EXPECT_EQ(record.transcript.size(), Record::kMaxTurns);
  EXPECT_TRUE(record.transcript_full);
  for (std::size_t i = 0; i < Record::kMaxTools + 1; ++i) record.apply(ToolFact{});
  EXPECT_EQ(record.tools.size(), Record::kMaxTools);
  for (std::size_t i = 0; i < Record::kMaxDiagnoses + 1; ++i)
    record.apply(DiagnosisFact{Errc::media_silence, ""});
  EXPECT_EQ(record.diagnosis.size(), Record::kMaxDiagnoses);
}

}  // namespace
}  // namespace hookswitch::call
