#include "hookswitch/phone/frame_schedule.hpp"

#include <gtest/gtest.h>

namespace hookswitch::phone {
namespace {

constexpr Instant t0{};

TEST(FrameSchedule, GivesTheFirstFrameWhenItHasBeenSpoken) {
  FrameSchedule schedule(20ms);
  schedule.start(t0);
  EXPECT_EQ(schedule.next(), t0 + 20ms);
  EXPECT_FALSE(schedule.take_due(t0 + 19ms));
  const auto due = schedule.take_due(t0 + 20ms);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->media, 0ms);
  EXPECT_EQ(due->at, t0 + 20ms);
}

TEST(FrameSchedule, DoesNotDriftWhenEveryCallIsLate) {
  FrameSchedule schedule(20ms);
  schedule.start(t0);
  for (int i = 1; i <= 1'000; ++i) {
    const auto due = schedule.take_due(schedule.next() + 7ms);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->at, t0 + i * 20ms);
  }
  EXPECT_EQ(schedule.next(), t0 + 1'001 * 20ms);
  EXPECT_EQ(schedule.skipped(), 0);
}

TEST(FrameSchedule, MakesUpForAtMostOneSecondAfterAStall) {
  FrameSchedule schedule(20ms);
  schedule.start(t0);
  int burst = 0;
  while (schedule.take_due(t0 + 10s)) ++burst;
  EXPECT_EQ(burst, 51);  // one second, and the frame that is due now
  EXPECT_EQ(schedule.skipped(), 500 - 51);
  EXPECT_EQ(schedule.stalls(), 1);
  EXPECT_EQ(schedule.next(), t0 + 10'020ms);
}

TEST(FrameSchedule, MediaTimeRunsOnOverSkippedFrames) {
  FrameSchedule schedule(10ms);
  schedule.start(t0);
  const auto due = schedule.take_due(t0 + 5s);
  ASSERT_TRUE(due);
  EXPECT_EQ(t0 + due->media + 10ms, due->at);
}

}  // namespace
}  // namespace hookswitch::phone
