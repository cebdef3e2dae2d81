#include "hookswitch/record/record.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hookswitch::record {
namespace {

using call::EndCause;

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

// Events beyond the limit are not journalled: after a crash the media row says how many.
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

TEST(Record, TheTextOfATranscriptIsBoundedAndSaysSo) {
  Record record;
  const auto say = [&record](const std::string& id, const std::string& text) {
    record.apply(TurnFact{0, id, TurnSpeaker::agent, text, false, {}});
  };
  const std::string half(Record::kMaxTranscriptText / 2, 'x');
  for (int i = 0; i < 1'000; ++i) say("a", half);
  EXPECT_FALSE(record.transcript_full) << "the same turn again takes no more room";
  say("b", half.substr(2));  // with its name and that of the first all that there is
  EXPECT_FALSE(record.transcript_full);
  EXPECT_EQ(record.room_for_turns(), 0u);
  say("b", half.substr(4) + "\xC3\xA9");
  EXPECT_FALSE(record.transcript_full);
  say("b", half.substr(3) + "\xC3\xA9");
  EXPECT_TRUE(record.transcript_full);
  EXPECT_EQ(record.transcript.back().text, half.substr(3)) << "never within a character";
  say("c", "no room");
  EXPECT_EQ(record.transcript_text, Record::kMaxTranscriptText);
}

TEST(Record, ATurnIsNewsWhenItChangesSomething) {
  Record record;
  TurnFact turn{0, "a", TurnSpeaker::agent, "Hello", false, {}};
  EXPECT_TRUE(record.is_news(turn));
  record.apply(turn);
  EXPECT_FALSE(record.is_news(turn));
  turn.heard_ms = 10;
  EXPECT_TRUE(record.is_news(turn));
}

TEST(Record, TheTextOfATimelineIsBoundedAndKeepsRoomForTheEnd) {
  Record record;
  const EventFact event{0, Origin::agent, "odd", std::string(509, 'x')};
  for (int i = 0; i < 1'000; ++i) record.apply(event);
  EXPECT_EQ(record.timeline.size(),
            (Record::kMaxTimelineText - Record::kTimelineTextOfTheEnd) / 512);
  EXPECT_EQ(record.timeline_dropped, 1'000 - record.timeline.size());
  record.apply(EndedFact{0, EndCause::carrier_stop, ""});
  EXPECT_TRUE(record.has_room_for(event));
}

TEST(Record, ArgumentsOfToolsAreCut) {
  Record record;
  const ToolFact tool{0, "call", "name", std::string(Record::kMaxArguments - 1, 'x'), "", false, 0};
  for (int i = 0; i < 3; ++i) record.apply(tool);
  ASSERT_EQ(record.tools.size(), 3u);
  EXPECT_EQ(record.tools[1].arguments, "x");
  EXPECT_EQ(record.tools[2].arguments, "");
}

}  // namespace
}  // namespace hookswitch::record
