#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "unit/phone/phone_rig.hpp"

namespace hookswitch::phone {
namespace {

/// A Vonage call whose caller and host speak in sawteeth, which count as speech.
struct ScriptedCall : PhoneRig {
  ScriptedCall() : PhoneRig("vonage", config()) {}

  static Config config() {
    Config config;
    config.facts.rate_hz = 16'000;
    config.device_rate_hz = 16'000;
    config.playout = Playout::clock;
    return config;
  }
  void follow(TestCall call, int id = 7) {
    const auto plan = std::make_shared<const Plan>(plan_of(std::move(call)));
    input(Follow{id, &plan});
  }
  void host_talks(Micros span) {
    for (; span > 0ms; span -= 20ms) {
      host_says(host->write_audio(sawtooth(320)));
      run(20ms);
    }
  }
  std::int64_t at_ms(std::string_view event) const {
    for (const Event& each : events)
      if (each.name == event) return each.at_ms;
    return -1;
  }
};

TestCall one_second() {
  TestCall call;
  call.speech.assign(16'000, 0.25F);
  call.hangs_up = true;
  return call;
}

TEST(PhoneScript, ATestCallIsSpokenAnsweredAndHungUp) {
  ScriptedCall call;
  call.follow(one_second());
  call.call();
  call.run(2s);
  call.host_talks(1s);
  EXPECT_EQ(call.count("hang_up"), 0);
  call.run(5s);
  ASSERT_EQ(call.count("quiet"), 1);
  EXPECT_NEAR(static_cast<double>(call.at_ms("hang_up")),
              static_cast<double>(call.at_ms("quiet") + 2'000), 1);
  ASSERT_EQ(call.scripts_done.size(), 1u);
  EXPECT_EQ(call.scripts_done[0].id, 7);
  EXPECT_TRUE(call.scripts_done[0].answered);
}

TEST(PhoneScript, KeysArePressedAtTheirPaceOnceTheSpeechIsSent) {
  ScriptedCall call;
  TestCall plan = one_second();
  plan.digits = "12";
  call.follow(plan);
  call.call();
  call.run(1'290ms);
  EXPECT_EQ(call.count("digit"), 0) << "0.3 s of silence, then a second of speech";
  call.run(40ms);
  EXPECT_EQ(call.count("digit"), 1);
  call.run(300ms);
  EXPECT_EQ(call.count("digit"), 2);
}

TEST(PhoneScript, ABargeInIsSpeechOverTheHostsAndIsInTheTimeline) {
  ScriptedCall call;
  TestCall plan = one_second();
  plan.barge_in = 500ms;
  call.follow(plan);
  call.call();
  call.run(2s);
  call.log.audio.clear();
  call.host_talks(1'500ms);
  ASSERT_EQ(call.count("barge_in"), 1);
  EXPECT_EQ(call.at_ms("barge_in"), call.at_ms("hearing") + 500);
  EXPECT_EQ(call.count("quiet"), 0) << "the host still speaks";
  EXPECT_GT(std::count_if(call.log.audio.begin(), call.log.audio.end(),
                          [](Sample s) { return s > 1'000; }),
            10'000)
      << "the caller's speech reaches the host";
  const auto report = call.report();
  EXPECT_EQ(report["timeline"].back()["event"], "barge_in") << report["timeline"].dump();
}

TEST(PhoneScript, ABargeInWithoutAnOpportunityIsInTheTimeline) {
  ScriptedCall call;
  TestCall plan = one_second();
  plan.barge_in = 3s;
  call.follow(plan);
  call.call();
  call.run(2s);
  call.host_talks(500ms);
  call.run(3s);
  EXPECT_EQ(call.count("barge_in"), 0);
  EXPECT_EQ(call.count("barge_in_missed"), 1);
  EXPECT_EQ(call.count("hang_up"), 1);
}

TEST(PhoneScript, WaitsEndEachAtTheirOwnBound) {
  ScriptedCall call;
  call.call();
  for (const int seconds : {3, 1, 2}) {
    TestCall wait;
    wait.answer.within = Micros{seconds * 1'000'000};
    call.follow(wait, seconds);
  }
  call.run(1'500ms);
  ASSERT_EQ(call.scripts_done.size(), 1u);
  EXPECT_EQ(call.scripts_done[0].id, 1);
  call.run(2s);
  ASSERT_EQ(call.scripts_done.size(), 3u);
  EXPECT_EQ(call.scripts_done[1].id, 2);
  EXPECT_EQ(call.scripts_done[2].id, 3);
  EXPECT_FALSE(call.scripts_done[2].answered);
}

TEST(PhoneScript, AWaitIsOverBeforeTheReportWhenTheHostClosesWhileItSpeaks) {
  ScriptedCall call;
  call.call();
  call.follow(TestCall{});
  call.host_talks(1s);
  call.input(Closed{1000, ""});
  ASSERT_EQ(call.scripts_done.size(), 1u);
  EXPECT_TRUE(call.scripts_done[0].answered);
  ASSERT_TRUE(call.ended);
  EXPECT_TRUE(call.ended->answered);
  EXPECT_EQ(call.outputs_after_end, 0);
}

TEST(PhoneScript, SpeechThatGoesOnAcrossAnEndOfTurnIsAnAnswerAndWhatWasBeforeIsNot) {
  ScriptedCall call;
  call.call();
  call.host_talks(1s);
  call.run(1s);
  call.input(EndTurn{});
  TestCall wait;
  wait.answer.within = 1s;
  call.follow(wait);
  call.run(2s);
  ASSERT_EQ(call.scripts_done.size(), 1u);
  EXPECT_FALSE(call.scripts_done[0].answered);
}

}  // namespace
}  // namespace hookswitch::phone
