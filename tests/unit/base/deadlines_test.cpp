#include "hookswitch/base/deadlines.hpp"

#include <gtest/gtest.h>

namespace hookswitch {
namespace {

enum class Timer : std::uint8_t { ring, media, pace, count };
constexpr Instant t0{};

TEST(Deadlines, AreNoneAtFirst) {
  Deadlines<Timer> deadlines;
  EXPECT_EQ(deadlines.next(), std::nullopt);
  EXPECT_EQ(deadlines.take_due(t0 + 1h), std::nullopt);
}

TEST(Deadlines, GiveTheSoonestFirstAndEachOnce) {
  Deadlines<Timer> deadlines;
  deadlines.arm(Timer::ring, t0 + 3s);
  deadlines.arm(Timer::pace, t0 + 1s);
  EXPECT_EQ(deadlines.next(), t0 + 1s);
  EXPECT_EQ(deadlines.take_due(t0 + 999ms), std::nullopt);
  EXPECT_EQ(deadlines.take_due(t0 + 5s), Timer::pace);
  EXPECT_EQ(deadlines.take_due(t0 + 5s), Timer::ring);
  EXPECT_EQ(deadlines.take_due(t0 + 5s), std::nullopt);
}

TEST(Deadlines, ArmedAgainMoveAndDisarmedVanish) {
  Deadlines<Timer> deadlines;
  deadlines.arm(Timer::media, t0 + 1s);
  deadlines.arm(Timer::media, t0 + 2s);
  EXPECT_EQ(deadlines.next(), t0 + 2s);
  deadlines.disarm(Timer::media);
  EXPECT_FALSE(deadlines.armed(Timer::media));
  EXPECT_EQ(deadlines.next(), std::nullopt);
}

}  // namespace
}  // namespace hookswitch
