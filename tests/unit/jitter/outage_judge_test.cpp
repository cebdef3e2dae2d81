#include "hookswitch/jitter/outage_judge.hpp"

#include <gtest/gtest.h>

#include "hookswitch/jitter/jitter_buffer.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr Micros kFrame{20'000};

TEST(OutageJudge, WhatCatchesUpWithTheOldScheduleAndGoesOnInRealTimeWasHeldBack) {
  OutageJudge judge;
  judge.begin(t0, t0 + 40ms, t0 + 60s);
  // 30 s within half a second, and then frame by frame.
  for (int i = 0; i < 25; ++i)
    EXPECT_FALSE(judge.observe(t0 + 30s - i * Micros{1'200'000}, t0 + 60s + i * kFrame));
  Instant now = t0 + 60'500ms;
  for (; now < t0 + 60'900ms; now += kFrame) EXPECT_FALSE(judge.observe(t0 + 30ms, now));
  EXPECT_TRUE(judge.observe(t0 + 30ms, now));
  EXPECT_FALSE(judge.watching());
}

TEST(OutageJudge, ASenderThatStaysLateHadPaused) {
  OutageJudge judge;
  judge.begin(t0, t0, t0 + 60s);
  Instant now = t0 + 60s;
  for (; judge.watching() && now < t0 + 120s; now += kFrame)
    EXPECT_FALSE(judge.observe(t0 + 3s, now));
  EXPECT_EQ(now, t0 + 60s + OutageJudge::kMaxWait + 2 * kFrame);
}

TEST(OutageJudge, ASenderThatOvertakesItsOldScheduleHadMoreToSayThanItWasSilentFor) {
  OutageJudge judge;
  judge.begin(t0, t0, t0 + 60s);
  EXPECT_FALSE(judge.observe(t0 + 3s, t0 + 60s));
  EXPECT_FALSE(judge.observe(t0 - 1s, t0 + 60s));
  EXPECT_FALSE(judge.watching());
}

/// Audio in real time, a pause, and then `answer`, so many times as fast as it is spoken: the
/// samples of it that were left out.
std::uint64_t left_out_of(Micros answer, Micros pause, int percent) {
  JitterBuffer buffer({});
  const Pcm audio(160, 500);
  Pcm out(160);
  Instant now = t0;
  for (int i = 0; i < 250; ++i, now += kFrame) {
    buffer.insert({audio}, now);
    buffer.pull(out, now);
  }
  for (const Instant end = now + pause; now < end; now += kFrame) buffer.pull(out, now);
  const std::uint64_t before = buffer.stats().removed_samples_for_acceleration;
  Micros sent{0};
  const Instant begin = now;
  for (const Instant end = now + answer + 1s; now < end; now += kFrame) {
    for (; sent < answer && sent * 100 / percent <= now - begin; sent += kFrame)
      buffer.insert({audio}, now);
    buffer.pull(out, now);
  }
  EXPECT_EQ(buffer.stats().interruptions, 0u);
  EXPECT_EQ(buffer.played_until(), buffer.inserted());
  return buffer.stats().removed_samples_for_acceleration - before;
}

TEST(OutageJudge, AnAnswerAsLongAsThePauseBeforeItIsPlayedAtNormalSpeed) {
  for (const Micros answer :
       {Micros{4s}, Micros{4'980ms}, Micros{5s}, Micros{5'040ms}, Micros{6s}}) {
    EXPECT_EQ(left_out_of(answer, 5s, 100'000), 0u) << answer.count();
  }
}

// As agents send that do not wait for the caller to hear it.
TEST(OutageJudge, AnAnswerThatIsSentFasterThanItIsSpokenIsPlayedAtNormalSpeed) {
  for (const int percent : {140, 150, 170, 200, 220, 300})
    for (const Micros pause : {Micros{2'100ms}, Micros{2'500ms}, Micros{3s}, Micros{4s}})
      EXPECT_LT(left_out_of(10s, pause, percent), 160u)  // not the seconds of the pause
          << percent << " % after " << pause.count() << " us";
}

}  // namespace
}  // namespace hookswitch::jitter
