// A call on which one side was never heard says so; and so does one that lost audio of ours.
#include <gtest/gtest.h>

#include "kit/call_rig.hpp"

namespace hookswitch::bridge {
namespace {

using kit::CallRig;

std::string finding(const CallRig& rig, Errc code) {
  for (const auto& found : rig.record->diagnosis)
    if (found.code == code) return found.evidence;
  return {};
}

/// The carrier sends frames of this sample for so long.
void hears(CallRig& rig, Sample sample, Micros span) {
  const Micros frame = rig.phone->traits().caller_frame;
  for (Micros sent{0}; sent < span; sent += frame) {
    const Pcm audio(static_cast<std::size_t>(samples_in(frame, 8'000)), sample);
    const wire::Frame message = rig.phone->write_media(audio, sent);
    rig.input(CarrierFrame{message.view()});
    rig.run(frame);
  }
}

CallRig& begun(CallRig& rig) {
  rig.open();
  rig.start();
  return rig;
}

TEST(Silence, OfTheAgentAllCallIsAFinding) {
  CallRig rig;
  begun(rig);
  hears(rig, 8'000, 1s);
  rig.caller_is_heard();
  hears(rig, 8'000, 2s);
  rig.caller_is_quiet();
  hears(rig, 0, 4s);
  rig.stop();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(finding(rig, Errc::agent_silent),
            "ready at 0 ms, no audio by 7000 ms; the caller spoke and left it 3980 ms at a time");
  EXPECT_EQ(finding(rig, Errc::caller_not_heard), "");
}

TEST(Silence, OfAnAgentThatHadNoTurnIsNone) {
  CallRig brief;
  begun(brief);
  hears(brief, 8'000, 2s);
  brief.stop();
  EXPECT_EQ(finding(brief, Errc::agent_silent), "") << "a short call";

  CallRig talker;
  begun(talker);
  hears(talker, 8'000, 1s);
  talker.caller_is_heard();
  hears(talker, 8'000, 20s);
  talker.stop();
  talker.run(3s);
  ASSERT_TRUE(talker.record);
  EXPECT_EQ(finding(talker, Errc::agent_silent), "") << "the caller never paused";

  CallRig speaker;
  begun(speaker);
  hears(speaker, 8'000, 5s);
  speaker.agent_says(1s, "Hello.");
  hears(speaker, 8'000, 5s);
  speaker.stop();
  EXPECT_EQ(finding(speaker, Errc::agent_silent), "");
}

TEST(Silence, OfTheCallerAllCallIsAFindingThatSaysWhetherThereWasSound) {
  CallRig muted;
  begun(muted);
  hears(muted, 0, 4s);
  muted.stop();
  EXPECT_EQ(finding(muted, Errc::caller_not_heard),
            "4000 ms of audio came, all of it digital silence");

  CallRig noise;
  begun(noise);
  hears(noise, 330, 12s);
  noise.stop();
  EXPECT_EQ(finding(noise, Errc::caller_not_heard),
            "12000 ms of audio came, nothing in it louder than -40 dBFS");

  CallRig garbled;
  begun(garbled);
  hears(garbled, 12'000, 12s);
  garbled.stop();
  EXPECT_EQ(finding(garbled, Errc::caller_not_heard), "12000 ms of audio came, with sound in it");
}

TEST(Silence, OfACallerWhoHadNoTimeToSpeakIsNone) {
  CallRig muted;
  begun(muted);
  hears(muted, 0, 2s);
  muted.stop();
  EXPECT_EQ(finding(muted, Errc::caller_not_heard), "");

  CallRig listener;
  begun(listener);
  listener.agent_says(5s, "A greeting.");
  hears(listener, 330, 6s);
  listener.stop();
  EXPECT_EQ(finding(listener, Errc::caller_not_heard), "") << "the line was alive";
}

TEST(Loss, OfAgentAudioThatFindsNoRoomIsToldInMilliseconds) {
  CallRig rig;
  begun(rig);
  hears(rig, 8'000, 100ms);
  rig.agent_begins();
  for (int second = 0; second < 938; ++second) rig.agent_audio(1s);
  rig.agent_finishes();
  hears(rig, 8'000, 80s);
  rig.stop();
  rig.run(3s);
  ASSERT_TRUE(rig.record);
  const std::int64_t dropped = rig.record->media.out.dropped_ms;
  EXPECT_GT(dropped, 870'000);
  EXPECT_LT(dropped, 875'000);
  EXPECT_EQ(finding(rig, Errc::agent_audio_dropped),
            std::to_string(dropped) + " ms found no room; the caller did not hear them");
  // What was kept was heard, and the agent knows how far the caller came.
  ASSERT_EQ(rig.truncations.size(), 1u);
  EXPECT_NEAR(static_cast<double>(rig.truncations[0].heard.count()),
              static_cast<double>(938'000 - dropped), 30);
  ASSERT_FALSE(rig.record->transcript.empty());
  EXPECT_TRUE(rig.record->transcript[0].interrupted);
  EXPECT_NEAR(static_cast<double>(*rig.record->transcript[0].heard_ms),
              static_cast<double>(938'000 - dropped), 30);
}

TEST(Loss, AMinuteAtOnceIsHeardWhole) {
  for (const char* as : {"twilio", "vonage", "ucid"}) {
    CallRig rig(CallRig::of(as));
    rig.open();
    rig.start();
    rig.media();
    rig.agent_begins();
    for (int second = 0; second < 60; ++second) rig.agent_audio(1s);
    rig.agent_finishes();
    rig.speak(61s);
    rig.close_carrier(1000);
    rig.run(3s);
    ASSERT_TRUE(rig.record) << as;
    EXPECT_EQ(rig.record->media.out.dropped_ms, 0) << as;
    EXPECT_EQ(rig.record->media.out.audio_ms, 60'000) << as;
    EXPECT_EQ(finding(rig, Errc::agent_audio_dropped), "") << as;
  }
}

TEST(Loss, OfCallerAudioThatTheAgentNeverGotIsTold) {
  Config config = CallRig::twilio();
  config.bounds.agent_connect = 60s;
  CallRig rig(config);
  rig.agent_answers = false;
  begun(rig);
  hears(rig, 8'000, 15s);
  rig.stop();
  ASSERT_TRUE(rig.record);
  EXPECT_EQ(rig.record->media.in.dropped_ms, 5'000);
  EXPECT_EQ(finding(rig, Errc::caller_audio_dropped),
            "5000 ms found no room; the agent did not get them");
}

}  // namespace
}  // namespace hookswitch::bridge
