#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;

/// Who did what, without the times.
std::string story(const record::Record& record) {
  std::string text;
  for (const record::EventFact& event : record.timeline)
    text.append(to_string(event.from)).append(" ").append(event.event).append("\n");
  return text;
}

std::string detail_of(const record::Record& record, std::string_view event) {
  const auto found =
      std::find_if(record.timeline.begin(), record.timeline.end(),
                   [event](const record::EventFact& fact) { return fact.event == event; });
  return found == record.timeline.end() ? "none" : found->detail;
}

TEST(BridgeTimeline, TellsTheStoryOfAnOrdinaryCall) {
  CallRig rig;
  rig.up();
  rig.caller_is_heard();
  rig.speak(1s);
  rig.caller_is_quiet();
  rig.caller_is_understood("Hello?");
  rig.agent_says(1s, "Hello.");
  rig.speak(2s);
  rig.stop();
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(story(*rig.record),
            "carrier socket_opened\n"
            "carrier started\n"
            "bridge agent_dialed\n"
            "agent socket_opened\n"
            "agent ready\n"
            "carrier first_media\n"
            "agent caller_speaks\n"
            "agent caller_pauses\n"
            "agent agent_speaks\n"
            "bridge agent_heard\n"
            "carrier stop\n"
            "carrier ended\n"
            "bridge carrier_close_sent\n"
            "bridge agent_close_sent\n"
            "carrier socket_closed\n"
            "agent socket_closed\n");
  const std::string started = detail_of(*rig.record, "started");
  EXPECT_NE(started.find("pcmu/8000"), std::string::npos) << started;
  EXPECT_NE(started.find("call " + rig.phone->facts().call_id), std::string::npos) << started;
  EXPECT_EQ(detail_of(*rig.record, "ended"), "carrier_stop");
  EXPECT_TRUE(detail_of(*rig.record, "agent_heard").ends_with(" after 1000 ms"));
}

TEST(BridgeTimeline, TellsWhatWasInterruptedAndThatTheCarrierWasToldToClear) {
  CallRig rig;
  rig.up();
  rig.agent_says(5s, "A long story.");
  rig.speak(1s);
  rig.caller_is_heard();
  rig.close_carrier(1000);
  rig.run(2s);
  ASSERT_TRUE(rig.record);
  const std::string told = story(*rig.record);
  EXPECT_NE(told.find("agent agent_speaks\n"
                      "agent caller_speaks\n"
                      "bridge clear_sent\n"
                      "bridge interrupted\n"),
            std::string::npos)
      << told;
}

TEST(BridgeTimeline, TellsThatAPeerWhichAnswersNoCloseWasDropped) {
  CallRig rig;
  rig.up();
  rig.carrier_answers_close = rig.agent_answers_close = false;
  rig.input(HangUpRequest{});
  rig.run(2s);
  ASSERT_TRUE(rig.record);
  const std::string told = story(*rig.record);
  EXPECT_TRUE(
      told.ends_with("control ended\n"
                     "bridge carrier_close_sent\n"
                     "bridge agent_close_sent\n"
                     "bridge agent_dropped\n"
                     "bridge carrier_dropped\n"))
      << told;
}

TEST(BridgeTimeline, IsNotFilledByFramesAndKeepsRoomForTheEnd) {
  CallRig rig;
  rig.up();
  rig.speak(10s);
  EXPECT_LT(rig.bridge.record(rig.now).timeline.size(), 10u);
  for (std::size_t i = 0; i < 2 * record::Record::kMaxEvents; ++i) {
    rig.caller_is_heard();
    rig.caller_is_quiet();
  }
  rig.close_carrier(1000);
  rig.run(2s);
  ASSERT_TRUE(rig.record);
  EXPECT_LE(rig.record->timeline.size(), record::Record::kMaxEvents);
  EXPECT_GT(rig.record->timeline_dropped, 0u);
  EXPECT_NE(detail_of(*rig.record, "ended"), "none");
  EXPECT_NE(detail_of(*rig.record, "agent_close_sent"), "none");
}

}  // namespace
}  // namespace hookswitch::bridge
