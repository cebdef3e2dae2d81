#include "hookswitch/jitter/stall_judge.hpp"

#include <gtest/gtest.h>

namespace hookswitch::jitter {
namespace {

using Kind = StallJudge::Verdict::Kind;
constexpr Instant t0{};

TEST(StallJudge, CallsSmallChangesJitter) {
  StallJudge judge;
  for (const Micros late : {0ms, 40ms, 5ms, 59ms, 110ms})
    EXPECT_EQ(judge.observe(late, t0).kind, Kind::jitter) << late.count();
}

TEST(StallJudge, CallsAGapThatIsMadeGoodAStallAndTellsItsSize) {
  StallJudge judge;
  judge.observe(0ms, t0);
  EXPECT_EQ(judge.observe(400ms, t0 + 420ms).kind, Kind::waiting);
  for (int late = 380; late >= 0; late -= 20)
    EXPECT_EQ(judge.observe(Millis{late}, t0 + 421ms).kind, Kind::waiting);
  judge.observe(0ms, t0 + 440ms);
  const auto verdict = judge.observe(0ms, t0 + 460ms);
  EXPECT_EQ(verdict.kind, Kind::stall);
  EXPECT_EQ(verdict.by, 400ms);
}

TEST(StallJudge, CallsAGapAfterWhichTheStreamStaysLateAPause) {
  StallJudge judge;
  judge.observe(0ms, t0);
  StallJudge::Verdict verdict{};
  int packets = 0;
  do {
    verdict = judge.observe(700ms, t0 + 720ms + packets++ * 20ms);
  } while (verdict.kind == Kind::waiting && packets < 100);
  EXPECT_EQ(verdict.kind, Kind::pause);
  EXPECT_EQ(verdict.by, 700ms);
  EXPECT_LE(packets, 17);
}

TEST(StallJudge, CallsABurstThatOvertakesTheOldScheduleANewUtterance) {
  StallJudge judge;
  judge.observe(0ms, t0);
  StallJudge::Verdict verdict{};
  int late = 700;
  do {
    verdict = judge.observe(Millis{late -= 20}, t0 + 720ms);
  } while (verdict.kind == Kind::waiting);
  EXPECT_EQ(verdict.kind, Kind::pause);
}

}  // namespace
}  // namespace hookswitch::jitter
