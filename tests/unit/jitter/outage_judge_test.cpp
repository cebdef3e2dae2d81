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
  EXPECT_EQ(now, t0 + 60s + OutageJudge::kPatience + 2 * kFrame);
}

TEST(OutageJudge, ASenderThatOvertakesItsOldScheduleHadMoreToSayThanItWasSilentFor) {
  OutageJudge judge;
  judge.begin(t0, t0, t0 + 60s);
  EXPECT_FALSE(judge.observe(t0 + 3s, t0 + 60s));
  EXPECT_FALSE(judge.observe(t0 - 1s, t0 + 60s));
  EXPECT_FALSE(judge.watching());
}

/// Audio in real time, a pause, and then `answer` at once: the samples of it that were left out.
std::uint64_t left_out_of(Micros answer, Micros pause) {
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
  for (Micros sent{0}; sent < answer; sent += kFrame) buffer.insert({audio}, now);
  for (const Instant end = now + answer + 1s; now < end; now += kFrame) buffer.pull(out, now);
  EXPECT_EQ(buffer.stats().interruptions, 0u);
  EXPECT_EQ(buffer.played_until(), buffer.inserted());
  return buffer.stats().removed_samples_for_acceleration - before;
}

TEST(OutageJudge, AnAnswerAsLongAsThePauseBeforeItIsPlayedAtNormalSpeed) {
  for (const Micros answer :
       {Micros{4s}, Micros{4'980ms}, Micros{5s}, Micros{5'040ms}, Micros{6s}}) {
    EXPECT_EQ(left_out_of(answer, 5s), 0u) << answer.count();
  }
}

}  // namespace
}  // namespace hookswitch::jitter
