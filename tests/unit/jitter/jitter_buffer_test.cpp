#include "hookswitch/jitter/jitter_buffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr std::size_t kFrame = 160;  // 20 ms at 8 kHz

/// Audio whose samples tell their position.
Pcm counted(std::size_t from, std::size_t count) {
  Pcm out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Sample>(1 + (from + i) % 20'000);
  return out;
}

/// A sender and a speaker on one clock.
struct Line {
  explicit Line(JitterBuffer::Config config = {}) : buffer(config) {}

  void send(std::size_t samples, Instant arrival) {
    buffer.insert({counted(sent, samples)}, arrival);
    sent += samples;
  }
  /// Pulls blocks of 10 ms until `end`.
  void play_until(Instant end) {
    for (; now < end; now += 10ms) {
      Pcm block(80);
      real += buffer.pull(block, now);
      heard.insert(heard.end(), block.begin(), block.end());
    }
  }
  /// Both at once: 20 ms sent, 20 ms played.
  void talk(int frames) {
    for (int i = 0; i < frames; ++i) {
      send(kFrame, now);
      play_until(now + 20ms);
    }
  }

  JitterBuffer buffer;
  Instant now = t0;
  std::size_t sent = 0;
  std::size_t real = 0;
  Pcm heard;
};

TEST(JitterBuffer, PlaysSilenceBeforeAnythingHasArrived) {
  Line line;
  line.play_until(t0 + 1s);
  EXPECT_EQ(line.real, 0u);
  EXPECT_TRUE(std::all_of(line.heard.begin(), line.heard.end(), [](Sample s) { return s == 0; }));
  EXPECT_EQ(line.buffer.stats().concealed_samples, 0u);
  EXPECT_EQ(line.buffer.stats().total_samples_received, 8'000u);
}

TEST(JitterBuffer, HoldsTheFirstAudioBackForTheTarget) {
  Line line;
  line.talk(3);
  EXPECT_EQ(line.buffer.played_until(), 0);
  line.talk(3);
  EXPECT_GT(line.buffer.played_until(), 0);
}

TEST(JitterBuffer, PlaysAWholeUtteranceThatCameAtOnceInOrderAtNormalSpeed) {
  Line line;
  for (int i = 0; i < 17; ++i) {  // 9.5 s of audio within 0.85 s
    line.send(9'500 * 8 / 17, line.now);
    line.play_until(line.now + 50ms);
  }
  line.play_until(t0 + 10s);
  const auto& stats = line.buffer.stats();
  EXPECT_EQ(stats.removed_samples_for_acceleration, 0u);
  EXPECT_EQ(stats.inserted_samples_for_deceleration, 0u);
  EXPECT_EQ(stats.dropped_samples, 0u);
  EXPECT_EQ(line.real, line.sent);
  EXPECT_EQ(line.buffer.played_until(), line.buffer.inserted());
  // In order: apart from the fade-in every sample follows the one before.
  const auto wanted = counted(0, line.sent);
  const auto first =
      std::search(line.heard.begin(), line.heard.end(), wanted.begin() + 80, wanted.begin() + 400);
  ASSERT_NE(first, line.heard.end());
  EXPECT_TRUE(std::equal(wanted.begin() + 80, wanted.end(), first));
}

TEST(JitterBuffer, ClearDropsWhatWaitsAndCountsNoConcealment) {
  Line line;
  line.send(80'000, line.now);
  line.play_until(t0 + 500ms);
  line.buffer.clear();
  EXPECT_EQ(line.buffer.played_until(), 80'000);
  EXPECT_EQ(line.buffer.buffered(), 0us);
  line.play_until(t0 + 2s);
  EXPECT_EQ(line.buffer.stats().concealed_samples, 0u);
  EXPECT_EQ(line.buffer.stats().concealment_events, 0u);
  EXPECT_GT(line.buffer.stats().dropped_samples, 70'000u);
}

}  // namespace
}  // namespace hookswitch::jitter
