// What the bridge and the agent owe each other: goodbyes, tools, interruptions, a slow reader.
#include <gtest/gtest.h>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

void say_goodbye(CallRig& rig, Micros span) {
  rig.agent_begins();
  rig.agent_audio(span);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
}

TEST(AgentManners, AGoodbyeIsHeardToItsLastFrameOnEveryCarrier) {
  for (const char* const dialect : {"twilio", "vonage", "ucid", "ucid:waybeo"}) {
    SCOPED_TRACE(dialect);
    CallRig rig(CallRig::of(dialect));
    rig.marks_come_back = false;
    rig.up();
    say_goodbye(rig, 1500ms);
    rig.speak(5s);
    ASSERT_TRUE(rig.record);
    EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
    EXPECT_EQ(rig.record->media.out.audio_ms, 1'500);
    EXPECT_GE(rig.record->end->at_ms, 1'500);
    EXPECT_LE(rig.record->end->at_ms, 3'500);
    EXPECT_EQ(rig.record->end->code, std::nullopt);
  }
}

TEST(AgentManners, TheCallersByeDoesNotCutTheGoodbyeOff) {
  CallRig rig;
  rig.marks_come_back = false;
  rig.up();
  say_goodbye(rig, 1s);
  rig.speak(300ms);
  rig.caller_is_heard();
  rig.speak(300ms);
  rig.caller_is_quiet();
  EXPECT_EQ(rig.clears, 0);
  EXPECT_TRUE(rig.truncations.empty());
  rig.speak(5s);
  EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
  EXPECT_EQ(rig.record->media.out.audio_ms, 1'000);
}

TEST(AgentManners, AGoodbyeWithoutAWordHangsUpWithoutDelay) {
  CallRig rig;
  rig.up();
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
  rig.speak(1s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
  EXPECT_LE(rig.record->end->at_ms, 200);
}

TEST(AgentManners, AnAgentThatCallsToolsWithoutEndIsStopped) {
  CallRig rig;
  rig.up();
  for (std::size_t i = 0; i <= record::Record::kMaxTools; ++i) {
    rig.from_agent([](auto& end, auto& out) { end.call_tool("look_up", "{}", out); });
    rig.media();
  }
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::agent_failed);
  EXPECT_EQ(rig.record->tools.size(), record::Record::kMaxTools);
}

TEST(AgentManners, AfterAToolsResultTheAgentIsAskedToGoOnOnceItsResponseIsOver) {
  CallRig rig;
  rig.up();
  rig.from_agent([](auto& end, auto& out) { end.call_tool("look_up", "{}", out); });
  EXPECT_EQ(rig.tool_results.size(), 1u);
  EXPECT_EQ(rig.go_aheads, 1) << "the deferred go-ahead comes out with a later frame";
}

TEST(AgentManners, AnInterruptedAgentCancelsByItselfAndIsToldWhatWasHeard) {
  Config config = CallRig::twilio();
  config.agent_audio = AgentAudio::pcm;
  CallRig rig(config);
  rig.up();
  rig.agent_begins();
  rig.agent_audio(3s);
  rig.speak(1240ms);
  rig.caller_is_heard();
  EXPECT_EQ(rig.cancels, 0);
  EXPECT_EQ(rig.clears, 1);
  ASSERT_EQ(rig.truncations.size(), 1u);
  EXPECT_EQ(rig.truncations[0].heard, 1'240ms);
  rig.stop();
  rig.run(3s);
  ASSERT_EQ(rig.record->transcript.size(), 1u);
  EXPECT_TRUE(rig.record->transcript[0].interrupted);
  EXPECT_EQ(rig.record->transcript[0].heard_ms, 1'240);
  EXPECT_EQ(rig.record->media.talk_ms, 1'240);
}

TEST(AgentManners, TheSpeechThatTheHangUpCutsOffCountsAsTalkUpToThere) {
  CallRig rig;
  rig.up();
  rig.caller_is_heard();
  rig.speak(700ms);
  EXPECT_EQ(rig.bridge.record(rig.now).media.talk_ms, 700);
  rig.stop();
  rig.run(300ms);
  rig.caller_is_quiet();
  rig.run(3s);
  EXPECT_EQ(rig.record->media.talk_ms, 700);
}

TEST(AgentManners, OnlyASessionThatCannotBeHadIsTriedAgain) {
  struct Case {
    std::uint16_t code;
    EndCause cause;
    int dials;
  };
  for (const Case& tested : {
           Case{1000, EndCause::agent_unreachable, 3},
           Case{1006, EndCause::agent_unreachable, 3},
           Case{1008, EndCause::agent_failed, 1},
           Case{1007, EndCause::agent_failed, 1},
           Case{3000, EndCause::agent_failed, 1},
       }) {
    SCOPED_TRACE(tested.code);
    CallRig rig;
    rig.agent_configures = false;
    rig.up();
    for (int i = 0; i < 3 && !rig.record; ++i) {
      rig.close_agent(tested.code);
      rig.speak(1s);
    }
    ASSERT_TRUE(rig.record);
    EXPECT_EQ(rig.record->end->cause, tested.cause);
    EXPECT_EQ(rig.dials, tested.dials);
  }
}

TEST(AgentManners, WhatIsRefusedBeforeTheSessionIsReadyIsFatal) {
  CallRig rig;
  rig.agent_configures = false;
  rig.up();
  rig.agent_text(R"({"type":"error","error":{"code":"invalid_value","message":"voice"}})");
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::agent_failed);
  EXPECT_EQ(rig.record->end->code, Errc::agent_refused);
}

TEST(AgentManners, ASlowReaderIsNotServedForEver) {
  CallRig rig;
  rig.up();
  rig.agent_reads = false;
  for (int i = 0; i < 100 && !rig.record; ++i) {
    rig.speak(1s);
    rig.input(Sent{Leg::agent, 1});
  }
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::send_backlog);
  EXPECT_EQ(rig.record->end->detail, "to the agent: 1501 messages wait");
  EXPECT_EQ(rig.drops, std::vector<Leg>{Leg::agent});
  EXPECT_EQ(rig.closes.at(0).leg, Leg::carrier) << "the carrier is told in good order";
}

TEST(AgentManners, WhenTheAgentStallsACarrierWithAFrameInFlightIsHungUpInGoodOrder) {
  CallRig rig(CallRig::of("ucid"));
  rig.up();
  rig.agent_reads = false;
  rig.agent_says(4900ms, "Still talking.");
  rig.speak(4900ms);
  rig.carrier_reads = false;  // its last frames are on their way
  rig.agent_says(500ms, "And on.");
  rig.speak(1s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->detail, "to the agent");
  EXPECT_EQ(rig.hang_ups, 1);
  EXPECT_EQ(rig.drops.at(0), Leg::agent);
}

}  // namespace
}  // namespace hookswitch::bridge
