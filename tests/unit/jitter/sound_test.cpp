// The parts that make sound: pitch, time_stretch, conceal, crossfade.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/jitter/conceal.hpp"
#include "hookswitch/jitter/crossfade.hpp"
#include "hookswitch/jitter/pitch.hpp"
#include "hookswitch/jitter/time_stretch.hpp"

namespace hookswitch::jitter {
namespace {

constexpr int kRates[] = {8'000, 16'000, 24'000, 48'000};

Pcm tone(int rate_hz, double hz, std::size_t samples, double loud = 8'000) {
  Pcm out(samples);
  for (std::size_t i = 0; i < samples; ++i)
    out[i] = static_cast<Sample>(
        loud * std::sin(6.283185307179586 * hz * static_cast<double>(i) / rate_hz));
  return out;
}

int largest_step(PcmView audio) {
  int step = 0;
  for (std::size_t i = 1; i < audio.size(); ++i)
    step = std::max(step, std::abs(audio[i] - audio[i - 1]));
  return step;
}

TEST(Pitch, FindsThePeriodOfAToneOrAMultipleOfIt) {
  for (const int rate : kRates) {
    const auto audio = tone(rate, 125, 2 * longest_period(rate));
    const auto pitch = find_pitch(audio, rate);
    EXPECT_NEAR(static_cast<double>(pitch.period), rate / 125.0, rate / 2'000.0) << rate;
    EXPECT_GT(pitch.likeness, 16'000);
  }
}

TEST(Pitch, FindsNothingInSilenceAndLittleInNoise) {
  Rng rng(3);
  Pcm noise(240);
  for (auto& sample : noise) sample = static_cast<Sample>(rng.below(8'000));
  for (auto& sample : noise) sample = static_cast<Sample>(sample - 4'000);
  EXPECT_EQ(find_pitch(Pcm(240), 8'000).likeness, 0);
  EXPECT_LT(find_pitch(noise, 8'000).likeness, 12'000);
}

TEST(Pitch, TakesAnyAmountOfAudioWithoutLookingPastIt) {
  for (const int rate : kRates)
    for (std::size_t size = 0; size <= 2 * longest_period(rate); size += 7) {
      const auto audio = tone(rate, 200, size);
      EXPECT_LE(2 * find_pitch(audio, rate).period, size);
    }
}

TEST(TimeStretch, RemovesAndInsertsWholePeriodsOfAToneWithoutAClick) {
  for (const int rate : kRates) {
    TimeStretch organ(rate);
    const auto audio = tone(rate, 200, 4 * longest_period(rate));
    const int usual = largest_step(audio);
    for (const bool faster : {true, false}) {
      const PcmView ahead = PcmView(audio).first(organ.look());
      const std::size_t used = faster ? organ.squeeze(ahead, 8'000) : organ.stretch(ahead, 8'000);
      ASSERT_GT(used, 0u);
      Pcm joined(organ.sound().begin(), organ.sound().end());
      EXPECT_EQ(joined.size(), faster ? used / 2 : 2 * used);
      joined.insert(joined.end(), audio.begin() + static_cast<std::ptrdiff_t>(used), audio.end());
      EXPECT_LE(largest_step(joined), usual * 11 / 10) << rate << (faster ? " faster" : " slower");
    }
  }
}

TEST(TimeStretch, LeavesAudioThatDoesNotRepeatAlone) {
  Rng rng(5);
  Pcm click(240);
  click[100] = 20'000;
  TimeStretch organ(8'000);
  EXPECT_EQ(organ.squeeze(click, 8'000), 0u);
  EXPECT_EQ(organ.stretch(click, 8'000), 0u);
}

TEST(Concealer, GoesOnAtThePitchThenFadesToSilence) {
  for (const int rate : kRates) {
    Concealer concealer(rate);
    const auto audio = tone(rate, 150, static_cast<std::size_t>(rate / 10));
    concealer.remember(audio);
    concealer.start();
    Pcm out(static_cast<std::size_t>(rate));
    concealer.fill(out);
    // No step at the join, as loud as before at first, silent within 120 ms.
    Pcm joined(audio.end() - 50, audio.end());
    joined.insert(joined.end(), out.begin(), out.end());
    EXPECT_LE(largest_step(joined), largest_step(audio) * 13 / 10) << rate;
    EXPECT_GT(*std::max_element(out.begin(), out.begin() + rate / 50), 7'000);
    const auto late = *std::max_element(out.begin() + rate * 12 / 100, out.end());
    EXPECT_LE(late, 45);
    EXPECT_EQ(out.back(), 0);
    EXPECT_TRUE(concealer.silent());
  }
}

TEST(Concealer, RestsSilentlyAfterSilence) {
  Concealer concealer(8'000);
  concealer.remember(Pcm(800));
  concealer.start();
  EXPECT_TRUE(concealer.silent());
}

TEST(Concealer, IsNeverLouderThanWhatItRemembers) {
  Rng rng(11);
  for (int round = 0; round < 200; ++round) {
    Concealer concealer(8'000);
    Pcm past(240);
    int loudest = 45;
    for (auto& sample : past) {
      sample = static_cast<Sample>(static_cast<int>(rng.below(20'000)) - 10'000);
      loudest = std::max(loudest, std::abs(sample));
    }
    concealer.remember(past);
    concealer.start();
    Pcm out(1'600);
    concealer.fill(out);
    // The step that is closed at the join may add up to as much again, for 2 ms.
    for (std::size_t i = 16; i < out.size(); ++i) ASSERT_LE(std::abs(out[i]), loudest + 45);
  }
}

TEST(Crossfade, EndsWithTheSecondSoundAndStaysBetweenTheTwo) {
  const Pcm from(100, 1'000);
  const Pcm to(100, -500);
  Pcm out(100);
  crossfade(from, to, out);
  EXPECT_EQ(out.back(), -500);
  EXPECT_TRUE(std::is_sorted(out.rbegin(), out.rend()));
  EXPECT_LE(out.front(), 1'000);
}

TEST(Crossfade, OfASoundWithItselfChangesNothing) {
  const Pcm same(77, 32'767);
  Pcm out(77);
  crossfade(same, same, out);
  EXPECT_EQ(out, same);
}

}  // namespace
}  // namespace hookswitch::jitter
