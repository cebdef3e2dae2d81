#include "hookswitch/bridge/downlink.hpp"

#include <gtest/gtest.h>

#include "start_time.hpp"

namespace hookswitch::bridge {
namespace {

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
  for (int i = 0; i < 100; ++i) down.audio("a", Pcm(8'000, 1));
  const Micros kept = 100s - down.dropped();
  EXPECT_GE(kept, 64s);
  EXPECT_LE(kept, 66s);
  down.finish("a");
  EXPECT_FALSE(down.take_due(t0));
  EXPECT_EQ(down.plays_out(t0), t0 + kept);
  down.start(8'000, 20ms);
  EXPECT_TRUE(down.take_due(t0));
  EXPECT_GE(down.plays_out(t0), t0 + kept - 1s);
}

TEST(Downlink, AnItemThatFindsNoRoomBreaksOffOnceAndIsNotHeardInShreds) {
  Downlink down(8'000, 200ms);
  down.start(8'000, 20ms);
  Instant now = t0;
  const auto listen = [&](Micros span) {
    for (const Instant until = now + span; now < until; now += 20ms)
      while (down.take_due(now)) {
      }
  };
  // Ten minutes, four times as fast as they are spoken.
  int times = 0;
  for (int second = 0; second < 600; ++second) {
    const bool before = down.is_cut_off("a");
    down.audio("a", Pcm(8'000, 500));
    times += !before && down.is_cut_off("a");
    listen(250ms);
  }
  EXPECT_EQ(times, 2);
  EXPECT_GT(down.dropped(), 400s);
  EXPECT_EQ(down.ledger().received("a") + down.dropped(), 600s) << "nothing is lost untold";
  // The next answer is heard.
  listen(120s);
  down.audio("b", Pcm(800, 7));
  EXPECT_FALSE(down.is_cut_off("b"));
  EXPECT_EQ(down.ledger().received("b"), 100ms);
}

}  // namespace
}  // namespace hookswitch::bridge
