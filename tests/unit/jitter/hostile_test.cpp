#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <vector>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/jitter_exercise.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};

/// Each seed is a separate test: together they are the slowest of this room.
class HostileScripts : public testing::TestWithParam<std::uint64_t> {};

TEST_P(HostileScripts, NeverBreakABoundNorGetTheBufferStuck) {
  Rng rng(GetParam());
  for (int round = 0; round < 20; ++round) {
    std::vector<std::uint8_t> script(9'602 + rng.below(1'500));
    for (auto& byte : script) byte = static_cast<std::uint8_t>(rng.next());
    const char* why = kit::exercise_jitter(script);
    ASSERT_EQ(why, nullptr) << why << " in round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HostileScripts, testing::Values(2'026, 2'027, 2'028, 2'029));

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

/// Frames of 20 ms whose positions are what `position` makes of their number.
template <class Position>
JitterBuffer played_with_positions(Position position) {
  JitterBuffer buffer({});
  const Pcm audio(160, 500);
  Pcm out(80);
  Instant now = t0;
  for (std::int64_t i = 0; i < 500; ++i) {
    buffer.insert({audio, position(i)}, now);
    for (int k = 0; k < 2; ++k, now += 10ms) buffer.pull(out, now);
  }
  return buffer;
}

TEST(HostileTiming, PositionsThatRepeatRunBackOrWrapAreOfNoConsequence) {
  const auto stand = played_with_positions([](std::int64_t) { return 7; });
  const auto back = played_with_positions([](std::int64_t i) { return 1'000'000 - i * 160; });
  const auto wrap = played_with_positions(
      [](std::int64_t i) { return (i * 160 + 0xFFFF'0000LL) & 0xFFFF'FFFFLL; });
  const auto absurd = played_with_positions([](std::int64_t i) {
    return i % 2 == 0 ? std::numeric_limits<std::int64_t>::max()
                      : std::numeric_limits<std::int64_t>::min();
  });
  for (const auto* buffer : {&stand, &back, &wrap}) {
    EXPECT_EQ(buffer->inserted(), 80'000);
    EXPECT_EQ(buffer->stats().concealed_samples, 0u);
    EXPECT_EQ(buffer->stats().dropped_samples, 0u);
    EXPECT_LT(buffer->buffered(), 100ms);
  }
  EXPECT_EQ(absurd.inserted(), 80'000);
  EXPECT_LT(absurd.buffered(), 60s);
}

TEST(HostileTiming, WhatAPositionSaysIsMissingIsMadeUpForAndCounted) {
  for (const std::int64_t missing : {1, 2, 6}) {
    // Every 25th message never comes, or so many in a row.
    JitterBuffer buffer({});
    const Pcm audio(160, 500);
    Pcm out(80);
    Instant now = t0;
    std::uint64_t lost = 0;
    for (std::int64_t i = 0; i < 500; ++i) {
      if (i % 25 > 10 && i % 25 <= 10 + missing)
        ++lost;
      else
        buffer.insert({audio, i * 160}, now);
      for (int k = 0; k < 2; ++k, now += 10ms) buffer.pull(out, now);
    }
    const auto& stats = buffer.stats();
    EXPECT_EQ(buffer.inserted(), 80'000) << missing;
    EXPECT_EQ(stats.concealed_samples, lost * 160) << missing;
    EXPECT_EQ(stats.concealment_events, lost / static_cast<std::uint64_t>(missing)) << missing;
    EXPECT_LT(buffer.buffered(), 100ms) << missing;
  }
}

TEST(HostileTiming, FramesOfChangingSizeArePlayedWhole) {
  JitterBuffer buffer({});
  Rng rng(9);
  Pcm out(80);
  std::int64_t sent = 0;
  for (Instant now = t0; now < t0 + 60s; now += 10ms) {
    const std::int64_t due = (now - t0).count() * 8 / 1'000;
    while (sent + 800 <= due + 800) {
      const Pcm audio(1 + rng.below(800), 500);
      if (sent + static_cast<std::int64_t>(audio.size()) > due + 800) break;
      buffer.insert({audio, sent}, now);
      sent += static_cast<std::int64_t>(audio.size());
    }
    buffer.pull(out, now);
  }
  EXPECT_EQ(buffer.inserted(), sent);
  EXPECT_EQ(buffer.stats().dropped_samples, 0u);
  EXPECT_EQ(buffer.stats().interruptions, 0u);
  EXPECT_LT(buffer.buffered(), 500ms);
}

TEST(HostileTiming, TenSecondsInOneBurstAreKeptAndPlayedAtNormalSpeed) {
  JitterBuffer buffer({});
  Pcm out(80);
  for (int i = 0; i < 500; ++i) buffer.insert({Pcm(160, 500), i * 160}, t0);
  EXPECT_EQ(buffer.buffered(), 10s);
  for (Instant now = t0; now < t0 + 10s; now += 10ms) buffer.pull(out, now);
  EXPECT_EQ(buffer.buffered(), 0us);
  EXPECT_EQ(buffer.stats().removed_samples_for_acceleration, 0u);
  EXPECT_EQ(buffer.stats().dropped_samples, 0u);
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

TEST(HostileTiming, AnOutageOfHalfAMinuteIsNeverLouderThanTheSpeechAndLeavesNoDelay) {
  JitterBuffer buffer({});
  const Pcm speech = kit::speech_like(8'000, 10, 6);
  const auto level = [](PcmView samples) {
    int loudest = 0;
    for (const Sample sample : samples) loudest = std::max(loudest, std::abs(int{sample}));
    return loudest;
  };
  const int loudest = level(speech);
  Instant now = t0;
  Pcm out(160);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t at = 0; at + 160 <= speech.size(); at += 160, now += 20ms) {
      buffer.insert({PcmView(speech).subspan(at, 160)}, now);
      buffer.pull(out, now);
      EXPECT_LE(level(out), loudest);
    }
    EXPECT_LT(buffer.buffered(), 150ms);
    for (int i = 0; i < 1'500; ++i, now += 20ms) {
      buffer.pull(out, now);
      if (i > 50) {
        EXPECT_LE(level(out), loudest / 20);
      }
    }
  }
  const auto& stats = buffer.stats();
  EXPECT_EQ(stats.dropped_samples, 0u);
  EXPECT_EQ(stats.packets_received, 1'500u);
  EXPECT_EQ(buffer.inserted(), 240'000);
  EXPECT_EQ(buffer.played_until(), 240'000);
}

TEST(HostileTiming, HalfAMinuteHeldBackAndThenAllAtOnceIsPlayedWholeAndTheDelayComesBack) {
  // With a capacity of ten seconds two thirds of it are dropped, and counted.
  for (const Micros capacity : {Micros{60s}, Micros{10s}}) {
    JitterBuffer::Config config;
    config.capacity = capacity;
    JitterBuffer buffer(config);
    const Pcm speech = kit::speech_like(8'000, 10, 6);
    const auto level = [](PcmView samples) {
      int loudest = 0;
      for (const Sample sample : samples) loudest = std::max(loudest, std::abs(int{sample}));
      return loudest;
    };
    const int loudest = level(speech);
    Pcm out(160);
    Instant now = t0;
    std::size_t sent = 0;
    const auto send = [&] {
      buffer.insert({PcmView(speech).subspan(sent * 160 % speech.size(), 160)}, now);
      ++sent;
    };
    const auto play = [&] {
      buffer.pull(out, now);
      ASSERT_LE(level(out), loudest);
      now += 20ms;
    };
    for (int i = 0; i < 500; ++i) {
      send();
      play();
    }
    const Micros calm = buffer.target();
    for (int i = 0; i < 1'500; ++i) play();
    for (int i = 0; i < 1'500; ++i) send();
    EXPECT_LE(buffer.buffered(), capacity);

    // Played faster, until no more waits than before.
    Micros took{0};
    for (; buffer.buffered() > 300ms && took < 120s; took += 20ms) {
      send();
      play();
    }
    EXPECT_LT(took, 2 * std::min(capacity, Micros{30s}));
    for (int i = 0; i < 500; ++i) {
      send();
      play();
    }
    EXPECT_LT(buffer.buffered(), 200ms);
    EXPECT_LT(buffer.target(), calm + 100ms);

    const auto& stats = buffer.stats();
    const std::uint64_t kept = static_cast<std::uint64_t>(buffer.inserted());
    EXPECT_EQ(kept + stats.dropped_samples, sent * 160);
    EXPECT_EQ(stats.dropped_samples > 0, capacity < 30s);
    EXPECT_EQ(stats.packets_received, sent);
    EXPECT_EQ(stats.interruptions, 1u);
    EXPECT_EQ(stats.interruption_duration, 30s + 20ms);
  }
}

}  // namespace
}  // namespace hookswitch::jitter
