#include "hookswitch/jitter/playout_clock.hpp"

#include <gtest/gtest.h>

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr int kRate = 8'000;

/// Asks for 20 ms at `at`; when the first of it is heard.
Micros ask(PlayoutClock& clock, Instant at) {
  const Instant heard = clock.at(at);
  clock.advance(160);
  return heard - t0;
}

TEST(PlayoutClock, IsTheClockOfASpeakerThatAsksInTime) {
  PlayoutClock clock(kRate);
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(ask(clock, t0 + i * 20ms), i * Micros{20'000});
}

TEST(PlayoutClock, TakesNoNoticeOfAsksThatComeInBunches) {
  PlayoutClock clock(kRate);
  for (int i = 0; i < 100; ++i) ask(clock, t0 + i * 20ms);
  for (int i = 100; i < 120; ++i)  // held up for 400 ms
    EXPECT_EQ(ask(clock, t0 + 2'380ms), i * Micros{20'000});
}

TEST(PlayoutClock, FollowsASpeakerThatPausedWithinItsWindow) {
  PlayoutClock clock(kRate);
  for (int i = 0; i < 100; ++i) ask(clock, t0 + i * 20ms);
  Micros heard{0};
  for (int i = 100; i < 220; ++i) heard = ask(clock, t0 + i * 20ms + 300ms);
  EXPECT_EQ(heard, 219 * 20ms + 300ms);
}

TEST(PlayoutClock, FollowsASpeakerThatPausedForHoursAtOnce) {
  PlayoutClock clock(kRate);
  for (int i = 0; i < 100; ++i) ask(clock, t0 + i * 20ms);
  EXPECT_EQ(ask(clock, t0 + 5h), Micros{5h});
}

TEST(PlayoutClock, FollowsADriftingSpeakerToTheMillisecond) {
  for (const int parts_per_million : {-500, 500}) {
    PlayoutClock clock(kRate);
    for (int i = 0; i < 180'000; ++i) {  // an hour
      const Micros at = i * Micros{20'000} + i * Micros{20'000} * parts_per_million / 1'000'000;
      const Micros heard = ask(clock, t0 + at);
      ASSERT_LE(heard, at);
      ASSERT_GE(heard, at - 1'100us);
    }
  }
}

}  // namespace
}  // namespace hookswitch::jitter
