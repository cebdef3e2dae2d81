#include "hookswitch/audio/tone.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hookswitch {
namespace {

TEST(Tone, FollowsTheSine) {
  for (const int hz : {1, 440, 1'004, 3'999, 4'000}) {
    Pcm audio;
    Tone(8'000, hz, 30'000).generate(8'000, audio);
    ASSERT_EQ(audio.size(), 8'000u);
    for (std::size_t i = 0; i < audio.size(); ++i) {
      const double turns = std::fmod(static_cast<double>(i) * hz / 8'000, 1.0);
      ASSERT_NEAR(audio[i], 30'000 * std::sin(2 * std::numbers::pi * turns), 1) << hz << " " << i;
    }
  }
}

TEST(Tone, GoesOnWithoutABreak) {
  Pcm whole, pieces;
  Tone(24'000, 440, 10'000).generate(1'000, whole);
  Tone tone(24'000, 440, 10'000);
  for (const std::size_t count : {1u, 0u, 159u, 480u, 360u}) tone.generate(count, pieces);
  EXPECT_EQ(pieces, whole);
}

TEST(Tone, ReachesButNeverPassesItsPeak) {
  Pcm audio;
  Tone(48'000, 1'000, 32'767).generate(48'000, audio);
  EXPECT_EQ(*std::max_element(audio.begin(), audio.end()), 32'767);
  EXPECT_EQ(*std::min_element(audio.begin(), audio.end()), -32'767);
}

// The same integers on every machine, native and WASM: a change of any sample shows here.
TEST(Tone, IsTheSameEverywhere) {
  Pcm audio;
  Tone(8'000, 1'004, 16'384).generate(8'000, audio);
  std::uint64_t hash = 14'695'981'039'346'656'037u;
  for (const Sample sample : audio)
    hash = (hash ^ static_cast<std::uint16_t>(sample)) * 1'099'511'628'211u;
  EXPECT_EQ(hash, 617'655'140'150'161'618u);
}

}  // namespace
}  // namespace hookswitch
