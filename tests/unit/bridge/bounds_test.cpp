#include <gtest/gtest.h>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using call::EndCause;
using kit::CallRig;

bool diagnosed(const CallRig& rig, Errc code) {
  for (const record::DiagnosisFact& finding : rig.record->diagnosis)
    if (finding.code == code) return true;
  return false;
}

/// The call ended at `decided_ms` by `cause`, once, with the catalogue's code for it, and was gone
/// within the bound for that.
void expect_end(const CallRig& rig, std::int64_t decided_ms, EndCause cause) {
  ASSERT_TRUE(rig.record);
  ASSERT_TRUE(rig.record->end);
  EXPECT_EQ(call::to_string(rig.record->end->cause), call::to_string(cause));
  EXPECT_EQ(rig.record->end->at_ms, decided_ms);
  EXPECT_EQ(rig.ended_times, 1);
  ASSERT_TRUE(rig.gone_ms);
  EXPECT_LE(*rig.gone_ms, decided_ms + 2'000);
  const auto code = rig.record->end->code ? rig.record->end->code : call::code_of(cause);
  if (code) {
    EXPECT_TRUE(diagnosed(rig, *code)) << to_string(*code);
  }
}

TEST(BridgeBounds, AnAnsweredCallWithoutASocketEndsAfterTenSeconds) {
  CallRig rig;
  rig.input(Ringing{});
  rig.run(3s);
  rig.input(Answered{});
  rig.run(30s);
  expect_end(rig, 13'000, EndCause::no_media_socket);
  EXPECT_TRUE(diagnosed(rig, Errc::no_media_socket));
  EXPECT_EQ(rig.dials, 0) << "no agent is paid for a call that never came";
}

TEST(BridgeBounds, ASocketWithoutAStartEndsAfterFiveSeconds) {
  CallRig rig;
  rig.open();
  rig.run(30s);
  expect_end(rig, 5'000, EndCause::no_start_message);
  EXPECT_TRUE(diagnosed(rig, Errc::no_start_message));
}

TEST(BridgeBounds, AStreamWithoutMediaEndsAfterTenSeconds) {
  CallRig rig;
  rig.open();
  rig.start();
  rig.run(60s);
  expect_end(rig, 10'000, EndCause::no_first_media);
}

TEST(BridgeBounds, SilenceOfTheCarrierEndsTheCallAfterTenSecondsWhateverTheAgentSays) {
  CallRig rig;
  rig.up();
  rig.speak(2s);
  rig.agent_says(20s, "A long story.");
  rig.run(60s);
  // The last frame was at 1980 ms.
  expect_end(rig, 11'980, EndCause::media_silence);
  EXPECT_TRUE(diagnosed(rig, Errc::media_silence));
  EXPECT_TRUE(diagnosed(rig, Errc::stop_not_sent));
}

TEST(BridgeBounds, ACallerOnHoldIsNotCutOffByACarrierThatPauses) {
  bridge::Config config = CallRig::twilio();
  config.bounds.longest_pause = 60s;
  CallRig rig(config);
  rig.up();
  rig.run(50s);
  EXPECT_FALSE(rig.record);
  rig.media();
  rig.run(120s);
  expect_end(rig, 110'000, EndCause::media_silence);
}

TEST(BridgeBounds, AnAgentThatNeverAnswersEndsTheCallAfterEightSeconds) {
  CallRig rig;
  rig.agent_answers = false;
  rig.open();
  rig.start();
  rig.speak(20s);
  expect_end(rig, 8'000, EndCause::agent_unreachable);
  EXPECT_EQ(rig.drops, std::vector<Leg>{Leg::agent}) << "the dialling is given up";
}

TEST(BridgeBounds, AnAgentThatIsNeverReadyIsNamedAsSuch) {
  CallRig rig;
  rig.agent_configures = false;
  rig.open();
  rig.start();
  rig.speak(20s);
  expect_end(rig, 8'000, EndCause::agent_unreachable);
  EXPECT_EQ(rig.record->end->code, Errc::agent_not_ready);
}

TEST(BridgeBounds, TriesToReachTheAgentBackOffAndShareTheBound) {
  CallRig rig;
  rig.agent_answers = false;
  rig.open();
  rig.start();
  rig.media();
  EXPECT_EQ(rig.dials, 1);
  EXPECT_EQ(rig.dial_timeouts[0], Micros{8s} / 3);
  rig.input(AgentNotOpened{503, "busy"});
  EXPECT_EQ(rig.dials, 1) << "not at once";
  rig.run(250ms);
  EXPECT_EQ(rig.dials, 2);
  rig.input(AgentNotOpened{0, "connection refused"});
  rig.run(499ms);
  EXPECT_EQ(rig.dials, 2);
  rig.run(1ms);
  EXPECT_EQ(rig.dials, 3);
  rig.input(AgentNotOpened{0, "connection refused"});
  expect_end(rig, 750, EndCause::agent_unreachable);
  EXPECT_EQ(rig.record->end->detail, "connection refused");
  EXPECT_EQ(rig.closes.at(0).code, wire::CloseCode::internal_error);
}

TEST(BridgeBounds, ARefusedKeyIsNotTriedAgain) {
  CallRig rig;
  rig.agent_answers = false;
  rig.up();
  rig.input(AgentNotOpened{401, "invalid key sk-secret-key"});
  expect_end(rig, 0, EndCause::agent_failed);
  EXPECT_EQ(rig.record->end->code, Errc::agent_refused);
  EXPECT_EQ(rig.dials, 1);
  EXPECT_EQ(record_to_json(*rig.record).find("sk-secret-key"), std::string::npos);
}

TEST(BridgeBounds, ACarrierThatStopsReadingIsDroppedAfterFiveSeconds) {
  CallRig rig;
  rig.up();
  rig.carrier_reads = false;
  rig.agent_says(1s, "Hello.");
  rig.speak(10s);
  expect_end(rig, 5'000, EndCause::send_stalled);
  ASSERT_FALSE(rig.drops.empty());
  EXPECT_EQ(rig.drops[0], Leg::carrier);
  EXPECT_EQ(rig.carrier_closed_ms, 5'000) << "nobody waits for a dead socket";
}

TEST(BridgeBounds, AnAgentThatStopsReadingEndsTheCallAfterFiveSeconds) {
  CallRig rig;
  rig.up();
  rig.agent_reads = false;
  rig.speak(10s);
  expect_end(rig, 5'000, EndCause::send_stalled);
  EXPECT_EQ(rig.record->end->detail, "to the agent");
  EXPECT_EQ(rig.closes.at(0).leg, Leg::carrier);
  EXPECT_EQ(rig.drops.at(0), Leg::agent);
}

TEST(BridgeBounds, AnySentFrameIsProgress) {
  CallRig rig;
  rig.up();
  rig.agent_reads = false;
  for (int i = 0; i < 10; ++i) {
    rig.speak(2s);
    rig.input(Sent{Leg::agent, 1});
  }
  EXPECT_FALSE(rig.record);
}

TEST(BridgeBounds, TheLongestCallEndsInMidSentence) {
  Config config = CallRig::twilio();
  config.bounds.longest_call = 60s;
  CallRig rig(config);
  rig.up();
  rig.speak(70s);
  expect_end(rig, 60'000, EndCause::longest_call);
}

TEST(BridgeBounds, ABoundThatIsChangedHoldsForTheCallThatIsUp) {
  CallRig rig;
  rig.up();
  call::Bounds bounds = CallRig::twilio().bounds;
  bounds.longest_call = 30s;
  rig.speak(1s);
  rig.input(ChangeBounds{bounds});
  bounds.media_silence = 60s;
  rig.input(ChangeBounds{bounds});  // makes no sense: changes nothing
  rig.speak(40s);
  expect_end(rig, 30'000, EndCause::longest_call);
  const auto& timeline = rig.record->timeline;
  EXPECT_EQ(std::count_if(timeline.begin(), timeline.end(),
                          [](const auto& entry) {
                            return entry.event == "bounds_changed" &&
                                   entry.detail == "longest_call_s 7200 s to 30 s";
                          }),
            1);
}

TEST(BridgeBounds, AGoodbyeWhoseAudioIsPlayedHangsUp) {
  CallRig rig;
  rig.up();
  rig.agent_begins();
  rig.agent_audio(1500ms);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
  rig.marks_come_back = false;
  rig.speak(1s);
  EXPECT_FALSE(rig.record) << "the goodbye is still being heard";
  rig.speak(5s);
  expect_end(rig, 3'500, EndCause::goodbye);
  EXPECT_EQ(rig.marks.size(), 1u);
  ASSERT_EQ(rig.record->tools.size(), 1u);
  EXPECT_TRUE(rig.record->tools[0].ok);
}

TEST(BridgeBounds, AGoodbyeEndsAsSoonAsTheCarrierSaysItWasHeard) {
  CallRig rig;
  rig.up();
  rig.agent_begins();
  rig.agent_audio(1s);
  rig.from_agent([](auto& end, auto& out) { end.call_tool("end_call", "{}", out); });
  rig.speak(3s);  // the rig's phone returns the mark when it gets it: 200 ms ahead of the ear
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::goodbye);
  EXPECT_GE(rig.record->end->at_ms, 780);
  EXPECT_LE(rig.record->end->at_ms, 1'000);
}

// A paused machine wakes up with the time gone and the audio of it still unread.
TEST(BridgeBounds, AProcessThatStoodStillReadsBeforeItCallsTheCarrierSilent) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  rig.now += 15s;
  rig.input(Tick{});
  EXPECT_FALSE(rig.record);
  rig.speak(1s);
  rig.run(60s);
  expect_end(rig, 26'980, EndCause::media_silence);
}

TEST(BridgeBounds, AProcessThatKeepsBeingLateEndsCallsAllTheSame) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  for (int i = 0; i < 3; ++i) {
    rig.now += 15s;
    rig.input(Tick{});
  }
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->end->cause, EndCause::media_silence);
}

TEST(BridgeBounds, ACarrierThatNeverStartedIsToldByTheCloseCode) {
  CallRig rig;
  rig.open();
  rig.run(30s);
  ASSERT_FALSE(rig.closes.empty());
  EXPECT_EQ(rig.closes[0].leg, Leg::carrier);
  EXPECT_EQ(rig.closes[0].code, wire::CloseCode::protocol_error);
}

TEST(BridgeBounds, ADeadCarrierIsDroppedHalfASecondAfterItsStop) {
  CallRig rig;
  rig.up();
  rig.carrier_answers_close = false;
  rig.speak(1s);
  rig.stop();
  rig.run(500ms);
  EXPECT_EQ(rig.drops, std::vector<Leg>{Leg::carrier});
  expect_end(rig, 1'000, EndCause::carrier_stop);
  EXPECT_LE(*rig.gone_ms, 1'500);
}

TEST(BridgeBounds, EvenWithoutPeersOrStoreACallIsGoneTwoSecondsAfterItsEnd) {
  CallRig rig;
  rig.up();
  rig.carrier_answers_close = rig.agent_answers_close = rig.store_works = false;
  rig.caller_is_heard();
  rig.input(HangUpRequest{"by test"});
  rig.run(10s);
  EXPECT_EQ(rig.ended_times, 1);
  EXPECT_EQ(rig.gone_ms, 2'000);
  EXPECT_EQ(rig.bridge.next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace hookswitch::bridge
