#include "hookswitch/jitter/arrival_history.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};

/// Packets of 20 ms, each `late` relative to a schedule that begins at t0.
Micros feed(ArrivalHistory& history, int from, int to, Micros late) {
  Micros last{0};
  for (int i = from; i < to; ++i)
    last = history.observe(t0 + i * Micros{20'000} + late, i * Micros{20'000});
  return last;
}

TEST(ArrivalHistory, MeasuresLatenessAgainstTheFirstPacket) {
  ArrivalHistory history;
  EXPECT_EQ(feed(history, 0, 10, 0ms), 0us);
  EXPECT_EQ(feed(history, 10, 11, 75ms), 75ms);
}

TEST(ArrivalHistory, FollowsDownWhenOnlyTheFirstPacketWasLate) {
  ArrivalHistory history;
  feed(history, 0, 1, 25ms);
  feed(history, 1, 500, 0ms);
  EXPECT_EQ(history.schedule(), t0);
}

TEST(ArrivalHistory, LeavesADeliberateLeadAlone) {
  ArrivalHistory history;
  feed(history, 0, 1, 0ms);
  feed(history, 1, 3'000, -200ms);
  EXPECT_EQ(history.schedule(), t0);
}

TEST(ArrivalHistory, FollowsUpToASlowerRouteAfterItsWindow) {
  ArrivalHistory history;
  feed(history, 0, 500, 0ms);
  feed(history, 500, 1'000, 80ms);
  EXPECT_EQ(history.schedule(), t0 + 80ms);
}

TEST(ArrivalHistory, FollowsClockDriftBothWaysWithAndWithoutALead) {
  for (const int parts_per_million : {-500, 500}) {
    for (const Micros lead : {Micros{0}, Micros{200'000}}) {
      ArrivalHistory history;
      history.observe(t0, 0us);
      Micros late{0};
      for (int i = 1; i < 180'000; ++i) {  // an hour
        const Micros media = i * Micros{20'000};
        late = history.observe(t0 + media - lead + media * parts_per_million / 1'000'000, media);
      }
      // A slow sender uses up its lead first; a fast one keeps it.
      const Micros expected = parts_per_million < 0 ? -lead : Micros{0};
      EXPECT_NEAR(static_cast<double>(late.count()), static_cast<double>(expected.count()), 12'000)
          << parts_per_million << " ppm, lead " << lead.count();
    }
  }
}

/// How late the packets are that a sender sends 20 ms of every 20 ms less some permille, jittered.
std::vector<Micros> latenesses_of(int permille_fast, Micros jitter, Micros lead) {
  ArrivalHistory history;
  Rng rng(7);
  std::vector<Micros> late{history.observe(t0, 0us)};
  Micros arrival{0};
  for (int i = 1; i < 6'000; ++i) {
    const Micros media = i * Micros{20'000};
    const Micros sent = media * 1'000 / (1'000 + permille_fast) - lead;
    const Micros delayed = sent + Micros{static_cast<int>(rng.below(1 + jitter.count()))};
    arrival = std::max(arrival, delayed);
    late.push_back(history.observe(t0 + arrival, media));
  }
  return late;
}

TEST(ArrivalHistory, FollowsASenderThatIsSomePercentFast) {
  for (const int permille : {5, 10, 20, 30, 50})
    for (const Micros jitter : {Micros{0}, Micros{15'000}}) {
      const auto late = latenesses_of(permille, jitter, 0us);
      // Ten seconds to be sure, then never far ahead.
      for (std::size_t i = 500; i < late.size(); ++i)
        ASSERT_GT(late[i], -120ms) << permille << " permille, packet " << i;
    }
}

TEST(ArrivalHistory, TakesNoLeadForAFastSender) {
  const auto late = latenesses_of(0, 15ms, 300ms);
  EXPECT_NEAR(static_cast<double>(late.back().count()), -300'000.0, 20'000.0);
}

}  // namespace
}  // namespace hookswitch::jitter
