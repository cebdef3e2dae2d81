// A carrier that closes by agreement (AudioHook): goodbyes, the end, and a probe that is no call.
#include <gtest/gtest.h>

#include <algorithm>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

CallRig audiohook() { return CallRig(CallRig::of("audiohook")); }

auto count(const record::Record& record, record::TimelineEvent event) {
  return std::count_if(
      record.timeline.begin(), record.timeline.end(),
      [&](const record::EventFact& entry) { return entry.event == to_string(event); });
}

void say_goodbye(CallRig& rig, Micros span) {
  rig.agent_begins();
  rig.agent_audio(span);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
}

TEST(ByAgreement, AGoodbyeIsPlayedBeforeTheBridgeDisconnects) {
  CallRig rig = audiohook();
  rig.up();
  say_goodbye(rig, 1s);
  rig.speak(2s);  // the carrier plays later than the clock expects
  EXPECT_EQ(rig.hang_ups, 0);
  EXPECT_EQ(rig.audio_to_carrier, 8'000);
  rig.has_played(rig.last_audio_mark);
  EXPECT_EQ(rig.hang_ups, 1);
  EXPECT_EQ(rig.hang_up_reason, "disconnect completed");
  rig.stop();
  rig.close_carrier(1000);
  rig.run(2s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
  EXPECT_EQ(count(*rig.record, record::TimelineEvent::mark_played), 1) << "one mark";
  EXPECT_TRUE(rig.closes.empty() || rig.closes.front().leg == Leg::agent);
}

TEST(ByAgreement, AGoodbyeThatIsNeverReportedAsPlayedEndsByItsBound) {
  CallRig rig = audiohook();
  rig.up();
  say_goodbye(rig, 1s);
  rig.speak(5s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
  EXPECT_LE(rig.record->end->at_ms, 3'500);
}

TEST(ByAgreement, TheCarrierIsToldOfAFailure) {
  CallRig rig = audiohook();
  rig.up();
  rig.close_agent(1011, "out of order");
  EXPECT_EQ(rig.hang_up_reason, "disconnect error");
}

TEST(ByAgreement, ACarrierThatDoesNotCloseGetsACloseFrameAndIsDroppedWithinTheBound) {
  CallRig rig = audiohook();
  rig.carrier_answers_close = false;
  rig.up();
  rig.input(HangUpRequest{});
  const auto closes_of_the_carrier = [&rig] {
    return std::count_if(rig.closes.begin(), rig.closes.end(),
                         [](const CloseLeg& close) { return close.leg == Leg::carrier; });
  };
  EXPECT_EQ(closes_of_the_carrier(), 0);
  rig.run(1s);
  ASSERT_EQ(closes_of_the_carrier(), 1);
  EXPECT_EQ(rig.closes.back().code, wire::CloseCode::normal);
  EXPECT_TRUE(rig.drops.empty());
  rig.run(500ms);
  EXPECT_EQ(rig.drops, std::vector<Leg>{Leg::carrier});
  ASSERT_TRUE(rig.gone_ms);
  EXPECT_LE(*rig.gone_ms, 2'000);
}

TEST(ByAgreement, AProbeIsNoCall) {
  constexpr std::string_view kOpen =
      R"({"version":"2","type":"open","id":"s1","seq":1,"serverseq":0,"position":"PT0S",)"
      R"("parameters":{"organizationId":"o1",)"
      R"("conversationId":"00000000-0000-0000-0000-000000000000","media":[]}})";
  constexpr std::string_view kClose =
      R"({"version":"2","type":"close","id":"s1","seq":2,"serverseq":1,"position":"PT0S",)"
      R"("parameters":{"reason":"end"}})";
  for (const bool closes : {true, false}) {
    SCOPED_TRACE(closes);
    CallRig rig = audiohook();
    rig.reads_host = false;
    rig.open();
    rig.carrier_text(kOpen);
    if (closes) rig.carrier_text(kClose);
    rig.run(20s);
    EXPECT_TRUE(rig.gone_ms);
    EXPECT_EQ(rig.dials, 0);
    EXPECT_FALSE(rig.record);
    EXPECT_TRUE(rig.journal.empty()) << rig.journal_text();
  }
}

}  // namespace
}  // namespace hookswitch::bridge
