#include "hookswitch/phone/phone.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/phone/phone_rig.hpp"

namespace hookswitch::phone {
namespace {

/// At the carrier's own rate nothing is resampled: what goes in comes out sample for sample.
Config at_rate(int rate_hz, Playout playout = Playout::clock) {
  Config config;
  config.device_rate_hz = rate_hz;
  config.facts.rate_hz = rate_hz;
  config.playout = playout;
  return config;
}

std::size_t first_sound(const Pcm& audio) {
  return static_cast<std::size_t>(
      std::find_if(audio.begin(), audio.end(), [](Sample s) { return s != 0; }) - audio.begin());
}

struct EveryDialect : testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Phone, EveryDialect,
                         testing::Values("vonage", "twilio", "ucid", "ucid:waybeo"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), ':', '_');
                           return name;
                         });

TEST_P(EveryDialect, ConnectsThenOpensTheStreamBeforeAnyAudio) {
  PhoneRig rig(GetParam());
  rig.dial("ws://host/media?token=s3cret");
  EXPECT_EQ(rig.connects, std::vector<std::string>{"ws://host/media?token=s3cret"});
  EXPECT_EQ(rig.phone.state(), State::dialing);
  EXPECT_TRUE(rig.sent.empty());

  rig.input(Opened{"call-7"});
  EXPECT_EQ(rig.phone.state(), State::open);
  ASSERT_EQ(rig.log.started.size(), 1u);
  EXPECT_EQ(rig.log.started[0].call_id, rig.phone.call_id());
  EXPECT_TRUE(rig.log.audio.empty());
  EXPECT_EQ(rig.report()["host_call_id"], "call-7");
  EXPECT_EQ(rig.report()["url"], "ws://host/media?token=***");
}

TEST_P(EveryDialect, NeverStopsSendingEvenWhenNobodySpeaks) {
  PhoneRig rig(GetParam());
  rig.call();
  rig.run(1s);
  const auto frame = rig.host->traits().host_frame;
  EXPECT_EQ(rig.log.media_at.size(), static_cast<std::size_t>(1s / frame));
  for (std::size_t i = 0; i < rig.log.media_at.size(); ++i)
    EXPECT_EQ(rig.log.media_at[i], Instant{} + static_cast<std::int64_t>(i + 1) * frame);
  EXPECT_EQ(first_sound(rig.log.audio), rig.log.audio.size());
  EXPECT_EQ(rig.log.unreadable, 0);
}

TEST_P(EveryDialect, EndsOnceWithAReportAndThenIsSilent) {
  PhoneRig rig(GetParam());
  rig.call();
  rig.run(200ms);
  rig.input(HangUp{});
  rig.input(HangUp{});
  rig.input(Closed{1000, ""});
  ASSERT_TRUE(rig.ended);
  EXPECT_EQ(rig.phone.state(), State::ended);
  EXPECT_EQ(rig.phone.next_deadline(), std::nullopt);
  const std::size_t sent = rig.sent.size();
  rig.input(Closed{1006, ""});
  rig.input(Dial{"ws://again"});
  rig.input(PressDigit{'5'});
  rig.say(Pcm(800, 1));
  rig.run(30s);
  EXPECT_EQ(rig.outputs_after_end, 0);
  EXPECT_EQ(rig.sent.size(), sent);
  EXPECT_EQ(rig.report()["end"]["cause"], "hung_up");
}

TEST_P(EveryDialect, EndsWhateverTheStepAtWhichTheSocketBreaks) {
  for (int step = 0; step < 8; ++step) {
    PhoneRig rig(GetParam());
    const auto at = [&](int n) {
      if (n == step) rig.input(Closed{1006, "broken"});
    };
    rig.dial();
    at(0);
    rig.input(Opened{});
    at(1);
    rig.run(30ms);
    at(2);
    rig.host_says(rig.host->write_audio(Pcm(160, 500)));
    at(3);
    rig.host_says(rig.host->write_mark("m"));
    at(4);
    rig.run(500ms);
    at(5);
    rig.host_says(rig.host->write_clear());
    at(6);
    rig.input(HangUp{});
    at(7);
    EXPECT_TRUE(rig.ended) << step;
    EXPECT_EQ(rig.phone.state(), State::ended) << step;
    EXPECT_EQ(rig.outputs_after_end, 0) << step;
    EXPECT_EQ(rig.ended->failed, step < 7) << step;
  }
}

TEST(Phone, SendsTheCallersAudioSampleForSample) {
  PhoneRig rig("vonage", at_rate(16'000));
  rig.call();
  const Pcm words = sawtooth(16'000);
  rig.say(words);
  EXPECT_EQ(rig.phone.microphone_backlog(), 16'000u);
  rig.run(1'100ms);
  EXPECT_EQ(rig.phone.microphone_backlog(), 0u);
  ASSERT_EQ(rig.log.audio.size(), 17'600u);
  EXPECT_TRUE(std::equal(words.begin(), words.end(), rig.log.audio.begin()));
  EXPECT_EQ(rig.report()["media"]["sent"]["audio_ms"], 1'100);
}

TEST(Phone, PlaysTheHostsAudioSampleForSampleByItsOwnClock) {
  PhoneRig rig("vonage", at_rate(16'000));
  rig.call();
  rig.run(100ms);
  const Pcm words = sawtooth(320 * 40);
  // Sent ahead, as hosts do: then nothing is stretched to follow the network.
  for (std::size_t i = 0; i < 40; ++i)
    rig.host_says(rig.host->write_audio(PcmView(words).subspan(i * 320, 320)));
  rig.run(1'300ms);
  EXPECT_EQ(rig.phone.state(), State::talking);
  const Pcm heard = rig.heard();
  EXPECT_EQ(heard.size(), 16'000u * 1'400 / 1'000);
  // The first milliseconds are faded in.
  EXPECT_NE(std::search(heard.begin(), heard.end(), words.begin() + 320, words.end()), heard.end());
}

TEST(Phone, TellsWhenSpeechIsHeardAndWhenItIsQuietAgain) {
  PhoneRig rig("vonage", at_rate(16'000));
  rig.call();
  for (int i = 0; i < 50; ++i) {
    rig.host_says(rig.host->write_audio(sawtooth(320)));
    rig.run(20ms);
  }
  EXPECT_EQ(rig.count("hearing"), 1);
  EXPECT_EQ(rig.count("quiet"), 0);
  rig.run(2s);
  EXPECT_EQ(rig.count("quiet"), 1);
  EXPECT_NEAR(rig.report()["media"]["heard_speech_ms"].get<int>(), 1'000, 80);
}

TEST(Phone, TellsHowLongTheHostTookToAnswer) {
  PhoneRig rig("vonage", at_rate(16'000));
  rig.call();
  rig.say(sawtooth(16'000));
  rig.run(1s + 700ms);
  for (int i = 0; i < 50; ++i) {
    rig.host_says(rig.host->write_audio(sawtooth(320)));
    rig.run(20ms);
  }
  const auto answers = rig.report()["answers"];
  ASSERT_EQ(answers.size(), 1u);
  // 700 ms, and what the jitter buffer holds back.
  EXPECT_NEAR(answers[0]["after_ms"].get<int>(), 760, 60);
}

TEST(Phone, GivesTheSpeakerFloatsAndCountsRealOnes) {
  PhoneRig rig("vonage", at_rate(16'000, Playout::device));
  rig.call();
  std::vector<float> out(320, 9.0F);
  EXPECT_EQ(rig.phone.pull(out, rig.now), 0u);
  EXPECT_EQ(out, std::vector<float>(320, 0.0F));
  for (int i = 0; i < 10; ++i) rig.host_says(rig.host->write_audio(Pcm(320, 16'384)));
  std::size_t real = 0;
  bool heard = false;
  for (int i = 0; i < 30; ++i) {
    rig.run(20ms);
    real += rig.phone.pull(out, rig.now);
    for (const float value : out) heard |= value == 0.5F;
  }
  EXPECT_EQ(real, 3'200u);
  EXPECT_TRUE(heard);
  EXPECT_TRUE(rig.heard().empty());
}

TEST(Phone, AnswersAMarkWhenItsAudioHasBeenPlayed) {
  PhoneRig rig("twilio", at_rate(8'000));
  rig.call();
  rig.host_says(rig.host->write_audio(sawtooth(8'000)));
  rig.host_says(rig.host->write_mark("said"));
  rig.run(900ms);
  EXPECT_TRUE(rig.log.marks.empty());
  rig.run(500ms);
  EXPECT_EQ(rig.log.marks, std::vector<std::string>{"said"});
  EXPECT_EQ(rig.count("mark"), 1);
}

TEST(Phone, ReturnsPendingMarksAtOnceWhenTwilioAudioIsCleared) {
  PhoneRig rig("twilio", at_rate(8'000));
  rig.call();
  rig.host_says(rig.host->write_audio(sawtooth(16'000)));
  rig.host_says(rig.host->write_mark("a"));
  rig.host_says(rig.host->write_mark("b"));
  rig.run(500ms);
  rig.host_says(rig.host->write_clear());
  EXPECT_EQ(rig.log.marks, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(rig.count("clear"), 1);
  rig.heard();
  rig.run(500ms);
  const Pcm after = rig.heard();  // at most what conceals the cut is still to be heard
  EXPECT_TRUE(std::all_of(after.begin() + 2'000, after.end(), [](Sample s) { return s == 0; }));
}

TEST(Phone, AnswersAVonageClearWithCleared) {
  PhoneRig rig("vonage");
  rig.call();
  rig.host_says(rig.host->write_clear());
  EXPECT_EQ(rig.log.cleared, 1);
}

TEST(Phone, WhatTheHostSaysWronglyIsCountedNamedAndFailsTheCall) {
  PhoneRig rig("twilio");
  rig.call();
  rig.host_says("hello");
  rig.host_says("hello");
  const std::string of_stream = R"("streamSid":")" + rig.log.started[0].stream_id + "\"";
  rig.host_says(R"({"event":"media",)" + of_stream + R"(,"media":{"payload":"%%%%"}})");
  rig.host_says(R"({"event":"dance",)" + of_stream + "}");
  EXPECT_EQ(rig.phone.state(), State::open);
  EXPECT_EQ(rig.count("warning"), 3);
  rig.input(HangUp{});
  rig.input(Closed{1000, ""});
  const auto report = rig.report();
  EXPECT_EQ(report["outcome"], "failed");
  EXPECT_EQ(report["oddities"],
            (wire::Json{{"not_json", 2}, {"bad_base64", 1}, {"unknown_event", 1}}));
  EXPECT_EQ(report["findings"][0]["name"], "host_bad_message");
}

TEST(Phone, ReportsThatNothingWasHeard) {
  PhoneRig rig("twilio");
  rig.call();
  rig.run(2s);
  rig.input(HangUp{});
  rig.input(Closed{1000, ""});
  EXPECT_EQ(rig.report()["findings"][0]["name"], "nothing_heard");
  EXPECT_EQ(rig.report()["outcome"], "completed");
}

TEST(Phone, MakesUpForOneSecondAtMostWhenItsClockStoodStill) {
  PhoneRig rig("twilio");
  rig.call();
  rig.run(1s);
  const std::size_t before = rig.sent.size();
  rig.now += 60s;
  rig.input(Tick{});
  EXPECT_EQ(rig.sent.size() - before, 51u);
  EXPECT_TRUE(rig.warned(Errc::phone_stalled));
  EXPECT_EQ(rig.phone.next_deadline(), rig.now + 20ms);
}

TEST(Phone, PassesDigitsOnAndRefusesWhatIsNone) {
  PhoneRig rig("twilio");
  rig.input(PressDigit{'1'});
  EXPECT_TRUE(rig.warned(Errc::misuse));
  rig.call();
  for (const char key : std::string_view("1*#")) rig.input(PressDigit{key});
  rig.input(PressDigit{'x'});
  EXPECT_EQ(rig.log.digits, "1*#");
  EXPECT_EQ(rig.count("digit"), 3);
  EXPECT_EQ(rig.count("warning"), 2);
}

TEST(Phone, ResamplesHostAudioOfAnotherRate) {
  PhoneRig rig("ucid", at_rate(8'000));
  rig.call();
  std::string samples;
  for (int i = 0; i < 160; ++i) samples += (i == 0 ? "" : ",") + std::to_string(3'000);
  for (int i = 0; i < 50; ++i) {
    rig.host_says(R"({"event":"media","type":"media","seqid":"s)" + std::to_string(i) +
                  R"(","data":{"sampleRate":16000,"samples":[)" + samples + "]}}");
    rig.run(10ms);
  }
  rig.run(500ms);
  const Pcm heard = rig.heard();
  const auto loud = std::count_if(heard.begin(), heard.end(), [](Sample s) { return s > 2'000; });
  EXPECT_GE(loud, 3'950);
  EXPECT_LE(loud, 4'800);  // and what conceals the end of it
}

TEST(Phone, TimeThatRunsBackwardsStandsStill) {
  PhoneRig rig("twilio");
  rig.now += 10s;
  rig.call();
  rig.run(100ms);
  rig.phone.handle(Tick{}, Instant{});
  EXPECT_EQ(rig.phone.next_deadline(), rig.now + 20ms);
}

// As a host does that leaves the sample rate of its voice model in the message.
TEST(Phone, AudioThatClaimsAnotherRateThanTheCallsIsPlayedAtThatAndIsAFinding) {
  Config config;
  config.playout = Playout::clock;
  PhoneRig rig("ucid", config);
  rig.call();
  std::string samples = "7000";
  for (int i = 1; i < 160; ++i) samples += i / 8 % 2 == 0 ? ",7000" : ",-7000";
  for (int i = 0; i < 100; ++i, rig.run(20ms))
    rig.host_says(R"({"event":"media","data":{"samples":[)" + samples +
                  R"(],"sampleRate":16000}})");
  const auto report = rig.report();
  EXPECT_EQ(report["media"]["received"]["audio_ms"], 1'000) << "half of what was meant";
  EXPECT_EQ(report["oddities"]["other_rate"], 100);
  EXPECT_EQ(report["findings"][0]["name"], "other_rate");
  EXPECT_EQ(report["findings"][0]["evidence"], "100 time(s), first: in sampleRate");
  rig.host_says(R"({"event":"media","data":{"samples":[1],"sampleRate":96000}})");
  EXPECT_EQ(rig.report()["oddities"]["unsupported_format"], 1);
}

}  // namespace
}  // namespace hookswitch::phone
