#include "hookswitch/bridge/downlink.hpp"

#include <gtest/gtest.h>

namespace hookswitch::bridge {
namespace {

constexpr Instant t0{Micros{1'000'000}};

std::int64_t samples_until(Downlink& down, Instant from, Instant until) {
  std::int64_t samples = 0;
  for (Instant now = from; now <= until; now += 20ms)
    while (const auto due = down.take_due(now))
      samples += static_cast<std::int64_t>(due->frame.size());
  return samples;
}

TEST(Downlink, AnItemLastsAsLongForTheCallerAsForTheAgent) {
  Downlink down(24'000, 200ms);
  down.start(8'000, 20ms);
  for (int i = 0; i < 10; ++i) down.audio("a", Pcm(2'400, 500));
  down.finish("a");
  EXPECT_EQ(samples_until(down, t0, t0 + 2s), 8'000);
  EXPECT_EQ(down.ledger().heard("a", t0 + 2s), 1s);
  EXPECT_EQ(down.heard(t0 + 500ms), 500ms);
  EXPECT_TRUE(down.drained(t0 + 2s));
}

TEST(Downlink, ANewItemEndsTheOneBefore) {
  Downlink down(24'000, 200ms);
  down.start(8'000, 20ms);
  down.audio("a", Pcm(1'200, 500));  // 50 ms: two and a half frames
  down.audio("b", Pcm(1'200, 500));
  down.finish({});
  EXPECT_EQ(samples_until(down, t0, t0 + 1s), 6 * 160);
}

TEST(Downlink, InterruptingTellsWhatWasHeardAndForgetsTheRest) {
  Downlink down(8'000, 200ms);
  down.start(8'000, 20ms);
  down.audio("a", Pcm(4'000, 1));
  down.audio("b", Pcm(4'000, 1));
  samples_until(down, t0, t0 + 280ms);
  const auto cuts = down.interrupt(t0 + 300ms);
  ASSERT_EQ(cuts.size(), 2u);
  EXPECT_EQ(cuts[0].item, "a");
  EXPECT_EQ(cuts[0].heard, 300ms);
  EXPECT_EQ(cuts[1].item, "b");
  EXPECT_EQ(cuts[1].heard, 0ms);
  EXPECT_TRUE(down.drained(t0 + 300ms));
  EXPECT_EQ(down.next_due(), std::nullopt);
  EXPECT_EQ(down.heard(t0 + 9s), 300ms);
  EXPECT_TRUE(down.interrupt(t0 + 400ms).empty());
}

TEST(Downlink, AudioBeforeTheStartWaitsAndIsBounded) {
  Downlink down(8'000, 200ms);
  for (int i = 0; i < 40; ++i) down.audio("a", Pcm(8'000, 1));
  EXPECT_EQ(down.dropped(), 10s);
  down.finish("a");
  EXPECT_FALSE(down.take_due(t0));
  EXPECT_EQ(down.plays_out(t0), t0 + 30s);
  down.start(8'000, 20ms);
  EXPECT_TRUE(down.take_due(t0));
  EXPECT_LE(down.plays_out(t0), t0 + 30s);
}

}  // namespace
}  // namespace hookswitch::bridge
