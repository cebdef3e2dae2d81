#include "hookswitch/phone/frame_schedule.hpp"

#include <gtest/gtest.h>

namespace hookswitch::phone {
namespace {

constexpr Instant schedule_begins{};

TEST(FrameSchedule, GivesTheFirstFrameWhenItHasBeenSpoken) {
  FrameSchedule schedule(20ms);
  schedule.start(schedule_begins);
  EXPECT_EQ(schedule.next(), schedule_begins + 20ms);
  EXPECT_FALSE(schedule.take_due(schedule_begins + 19ms));
  const auto due = schedule.take_due(schedule_begins + 20ms);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->media, 0ms);
  EXPECT_EQ(due->at, schedule_begins + 20ms);
}

TEST(FrameSchedule, DoesNotDriftWhenEveryCallIsLate) {
  FrameSchedule schedule(20ms);
  schedule.start(schedule_begins);
  for (int i = 1; i <= 1'000; ++i) {
    const auto due = schedule.take_due(schedule.next() + 7ms);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->at, schedule_begins + i * 20ms);
  }
  EXPECT_EQ(schedule.next(), schedule_begins + 1'001 * 20ms);
  EXPECT_EQ(schedule.skipped(), 0);
}

TEST(FrameSchedule, MakesUpForAtMostOneSecondAfterAStall) {
  FrameSchedule schedule(20ms);
  schedule.start(schedule_begins);
  int burst = 0;
  while (schedule.take_due(schedule_begins + 10s)) ++burst;
  EXPECT_EQ(burst, 51);  // one second, and the frame that is due now
  EXPECT_EQ(schedule.skipped(), 500 - 51);
  EXPECT_EQ(schedule.stalls(), 1);
  EXPECT_EQ(schedule.next(), schedule_begins + 10'020ms);
}

TEST(FrameSchedule, MediaTimeRunsOnOverSkippedFrames) {
  FrameSchedule schedule(10ms);
  schedule.start(schedule_begins);
  const auto due = schedule.take_due(schedule_begins + 5s);
  ASSERT_TRUE(due);
  EXPECT_EQ(schedule_begins + due->media + 10ms, due->at);
}

}  // namespace
}  // namespace hookswitch::phone
