#include "hookswitch/audio/level_meter.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "hookswitch/audio/tone.hpp"

namespace hookswitch {
namespace {

Pcm tone(std::size_t samples, int peak) {
  Pcm audio;
  Tone(8'000, 500, peak).generate(samples, audio);
  return audio;
}

TEST(LevelMeter, NothingAndSilenceAreTheLowestLevel) {
  LevelMeter meter(8'000);
  EXPECT_EQ(meter.peak_dbfs(), LevelMeter::kSilence);
  meter.add(Pcm(8'000));
  EXPECT_EQ(meter.peak_dbfs(), LevelMeter::kSilence);
  EXPECT_EQ(meter.rms_dbfs(), LevelMeter::kSilence);
}

TEST(LevelMeter, ASineIsThreeDecibelsBelowItsPeak) {
  LevelMeter meter(8'000);
  meter.add(tone(8'000, 16'384));
  EXPECT_NEAR(meter.peak_dbfs(), -6.02, 0.02);
  EXPECT_NEAR(meter.rms_dbfs(), -9.03, 0.02);
}

TEST(LevelMeter, TheNegativeEndIsFullScale) {
  LevelMeter meter(8'000);
  meter.add(Pcm(8'000, -32'768));
  EXPECT_EQ(meter.peak_dbfs(), 0);
  EXPECT_EQ(meter.rms_dbfs(), 0);
}

TEST(LevelMeter, OnlyTheLast300MillisecondsCount) {
  LevelMeter meter(8'000);
  meter.add(tone(2'400, 16'384));
  meter.add(Pcm(2'320));
  EXPECT_GT(meter.peak_dbfs(), -7);  // one block of the tone is left
  EXPECT_NEAR(meter.rms_dbfs(), -9.03 - 14.77, 0.05);
  meter.add(Pcm(80));
  EXPECT_EQ(meter.peak_dbfs(), LevelMeter::kSilence);
}

TEST(LevelMeter, PiecesMakeNoDifference) {
  const Pcm audio = tone(3'001, 9'000);
  LevelMeter whole(16'000), pieces(16'000);
  whole.add(audio);
  for (std::size_t at = 0; at < audio.size(); at += 7)
    pieces.add(PcmView(audio).subspan(at, std::min<std::size_t>(7, audio.size() - at)));
  EXPECT_EQ(whole.rms_dbfs(), pieces.rms_dbfs());
  EXPECT_EQ(whole.peak_dbfs(), pieces.peak_dbfs());
}

}  // namespace
}  // namespace hookswitch
