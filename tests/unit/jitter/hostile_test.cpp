#include <gtest/gtest.h>

#include <vector>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/jitter_exercise.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};

TEST(HostileTiming, NeverBreaksABoundNorGetsStuck) {
  Rng rng(2'026);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint8_t> script(9'602 + rng.below(1'500));
    for (auto& byte : script) byte = static_cast<std::uint8_t>(rng.next());
    const char* why = kit::exercise_jitter(script);
    ASSERT_EQ(why, nullptr) << why << " in round " << round;
  }
}

TEST(HostileTiming, PullsOfNothingAndOfTenThousandSamplesAreServed) {
  JitterBuffer buffer({});
  buffer.insert({Pcm(160, 1'000)}, t0);
  EXPECT_EQ(buffer.pull({}, t0), 0u);
  Pcm out(10'000, 77);
  EXPECT_GE(buffer.pull(out, t0 + 20ms), 160u);
  EXPECT_EQ(out.back(), 0);
  EXPECT_EQ(buffer.stats().total_samples_received, 10'000u);
}

TEST(HostileTiming, ABurstOverCapacityIsDroppedAndCounted) {
  JitterBuffer buffer({});
  const Pcm minute(60 * 8'000, 100);
  buffer.insert({minute}, t0);
  buffer.insert({minute}, t0);
  EXPECT_EQ(buffer.inserted(), 480'000);
  EXPECT_EQ(buffer.buffered(), 60s);
  EXPECT_EQ(buffer.stats().dropped_samples, 480'000u);
  EXPECT_EQ(buffer.stats().packets_discarded, 1u);
}

TEST(HostileTiming, TimeThatRunsBackwardsStandsStill) {
  JitterBuffer there({});
  JitterBuffer back({});
  Pcm a(80);
  Pcm b(80);
  const Pcm audio(160, 500);
  for (int i = 0; i < 200; ++i) {
    const Instant now = t0 + i * Micros{20'000};
    there.insert({audio}, now);
    back.insert({audio}, now);
    there.pull(a, now);
    back.pull(b, now);
    there.pull(a, now);
    back.pull(b, now - 5s);
    ASSERT_EQ(a, b);
  }
  EXPECT_EQ(there.played_until(), back.played_until());
}

TEST(HostileTiming, HoursOfSilenceLeaveNoTrace) {
  JitterBuffer buffer({});
  Pcm out(80);
  const Pcm audio(160, 500);
  Instant now = t0;
  const auto talk = [&](int frames) {
    for (int i = 0; i < frames; ++i) {
      buffer.insert({audio}, now);
      for (int k = 0; k < 2; ++k, now += 10ms) buffer.pull(out, now);
    }
  };
  talk(500);
  const auto target = buffer.target();
  now += 5h;
  talk(500);
  EXPECT_EQ(buffer.target(), target);
  EXPECT_EQ(buffer.stats().concealed_samples, 0u);
  EXPECT_EQ(buffer.stats().interruptions, 0u);
  EXPECT_LT(buffer.buffered(), 100ms);
}

}  // namespace
}  // namespace hookswitch::jitter
