#include <gtest/gtest.h>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;

TEST(BridgeMedia, CallerAudioBeforeTheAgentIsReadyIsKeptAndThenSent) {
  CallRig rig;
  rig.agent_configures = false;
  rig.open();
  rig.start();
  rig.speak(2s);
  EXPECT_EQ(rig.audio_to_agent, 0);
  rig.agent_configures = true;
  rig.from_agent([](auto& end, auto& out) { end.open(out); });
  EXPECT_EQ(rig.audio_to_agent, 2 * 8'000) << "u-law passes through at 8 kHz";
  rig.speak(1s);
  EXPECT_EQ(rig.audio_to_agent, 3 * 8'000);
}

TEST(BridgeMedia, AtMostTenSecondsAreKept) {
  Config config = CallRig::twilio();
  config.bounds.agent_connect = 60s;
  CallRig rig(config);
  rig.agent_configures = false;
  rig.open();
  rig.start();
  rig.speak(12s);
  rig.agent_configures = true;
  rig.from_agent([](auto& end, auto& out) { end.open(out); });
  EXPECT_EQ(rig.audio_to_agent, 10 * 8'000);
  EXPECT_NE(rig.journal_text().find("caller_audio_dropped"), std::string::npos);
}

TEST(BridgeMedia, WhenTheCarrierPausesTheAgentHearsSilenceAfterFourHundredMilliseconds) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  const std::int64_t spoken = rig.audio_to_agent;
  rig.run(379ms);  // the last frame came 20 ms ago
  EXPECT_EQ(rig.audio_to_agent, spoken);
  rig.run(1ms);
  EXPECT_EQ(rig.audio_to_agent, spoken + 160);
  rig.run(1s);
  EXPECT_EQ(rig.audio_to_agent, spoken + 160 + 8'000);
  rig.media();
  rig.run(300ms);
  EXPECT_EQ(rig.audio_to_agent, spoken + 160 + 8'000 + 160) << "audio again, no more silence";
  rig.run(10s);
  ASSERT_TRUE(rig.record) << "silence of our own making is no sign of life";
  EXPECT_EQ(rig.record->end->cause, call::EndCause::media_silence);
}

TEST(BridgeMedia, ResampledAudioHasTheRightLengthBothWays) {
  Config config = CallRig::of("vonage");  // 16 kHz; the agent speaks 24 kHz
  CallRig rig(config);
  rig.up();
  rig.speak(2s);
  EXPECT_NEAR(static_cast<double>(rig.audio_to_agent), 24.0 * 2'020, 24.0 * 5);
  rig.agent_says(1s, "One second.");
  rig.speak(2s);
  EXPECT_EQ(rig.audio_to_carrier, 16'000);
  rig.stop();
}

TEST(BridgeMedia, AnItemIsNeitherCutNorStretchedByTheResampler) {
  Config config = CallRig::twilio();
  config.agent_audio = AgentAudio::pcm;
  CallRig rig(config);
  rig.up();
  rig.agent_says(990ms, "Not a whole number of frames.");
  rig.speak(2s);
  EXPECT_EQ(rig.audio_to_carrier, 50 * 160) << "the last frame is padded";
  rig.close_carrier(1000);
  ASSERT_EQ(rig.record->transcript.size(), 1u);
  EXPECT_EQ(rig.record->transcript[0].heard_ms, 990);
  EXPECT_FALSE(rig.record->transcript[0].interrupted);
}

TEST(BridgeMedia, AgentAudioIsPacedToTheClock) {
  CallRig rig;
  rig.up();
  rig.agent_says(3s, "Three seconds.");
  EXPECT_EQ(rig.sent_audio_ms.size(), 11u) << "200 ms ahead, and the frame in hand";
  rig.speak(3s);
  ASSERT_EQ(rig.sent_audio_ms.size(), 150u);
  for (std::size_t i = 11; i < rig.sent_audio_ms.size(); ++i)
    EXPECT_EQ(rig.sent_audio_ms[i] - rig.sent_audio_ms[i - 1], 20);
}

TEST(BridgeMedia, AGreetingThatIsSaidBeforeTheStartIsHeardAfterIt) {
  Config config = CallRig::twilio();
  config.dials_at_once = true;
  CallRig rig(config);
  rig.open();
  rig.agent_says(500ms, "Welcome.");
  EXPECT_EQ(rig.audio_to_carrier, 0);
  rig.run(1s);
  rig.start();
  rig.speak(1s);
  EXPECT_EQ(rig.audio_to_carrier, 25 * 160);
}

TEST(BridgeMedia, WhatComesLateOfAnInterruptedResponseIsNotHeard) {
  CallRig rig;
  rig.up();
  rig.agent_begins();
  rig.agent_audio(1s);
  rig.speak(500ms);
  rig.caller_is_heard();
  const std::int64_t sent = rig.audio_to_carrier;
  if (rig.agent->responding()) rig.agent_audio(1s);
  rig.speak(500ms);
  EXPECT_EQ(rig.audio_to_carrier, sent);
  if (rig.agent->responding()) rig.agent_finishes(agent::TurnDone::Outcome::cancelled);
  rig.caller_is_quiet();
  rig.agent_says(1s, "Of course.");
  rig.speak(2s);
  EXPECT_EQ(rig.audio_to_carrier, sent + 8'000) << "the next response is";
}

TEST(BridgeMedia, TwoUnheardItemsAreTruncatedOldestFirst) {
  CallRig rig;
  rig.up();
  rig.agent_says(1s, "First.");
  rig.agent_says(1s, "Second.");
  rig.speak(600ms);
  rig.caller_is_heard();
  ASSERT_EQ(rig.truncations.size(), 2u);
  EXPECT_EQ(rig.truncations[0].heard, 600ms);
  EXPECT_EQ(rig.truncations[1].heard, 0ms);
}

TEST(BridgeMedia, GapsAndFramesOfTheCarrierAreCounted) {
  CallRig rig;
  rig.up();
  rig.speak(1s);
  rig.run(300ms);
  rig.speak(1s);
  const record::MediaFact media = rig.bridge.record(rig.now).media;
  EXPECT_EQ(media.in.frames, 101u);
  EXPECT_EQ(media.in.gaps, 1u);
  EXPECT_EQ(media.in.longest_gap_ms, 320);
  EXPECT_GT(media.in.bytes, 101u * 160);
}

}  // namespace
}  // namespace hookswitch::bridge
