#include "kit/audio_compare.hpp"

#include <gtest/gtest.h>

#include "hookswitch/audio/tone.hpp"
#include "hookswitch/base/rng.hpp"

namespace hookswitch::kit {
namespace {

Pcm noise(std::size_t samples, std::uint64_t seed) {
  Rng rng(seed);
  Pcm audio(samples);
  for (auto& sample : audio)
    sample = static_cast<Sample>(static_cast<int>(rng.below(8'001)) - 4'000);
  return audio;
}

Pcm silence(std::size_t samples) { return Pcm(samples); }

Pcm joined(std::initializer_list<Pcm> parts) {
  Pcm all;
  for (const Pcm& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(AudioCompare, ACopyIsFoundWhereverItLies) {
  const Pcm reference = noise(5'000, 1);
  for (const std::size_t before : {0u, 1u, 777u, 30'000u}) {
    const Alignment found = align(reference, joined({silence(before), reference, silence(100)}));
    EXPECT_EQ(found.lag, static_cast<std::int64_t>(before));
    EXPECT_NEAR(found.ncc, 1, 1e-9);
  }
}

TEST(AudioCompare, TheSumIsTheOneWrittenOutByHand) {
  const Pcm reference = noise(37, 2), heard = noise(101, 3);
  const auto correlation = detail::correlate(reference, heard);
  ASSERT_EQ(correlation.size(), 137u);
  for (int lag = -36; lag <= 100; ++lag) {
    double sum = 0;
    for (int i = 0; i < 37; ++i)
      if (i + lag >= 0 && i + lag < 101)
        sum += double{1} * reference[static_cast<std::size_t>(i)] *
               heard[static_cast<std::size_t>(i + lag)];
    EXPECT_NEAR(correlation[static_cast<std::size_t>(lag + 36)], sum, 1e-3) << lag;
  }
}

TEST(AudioCompare, VolumeAndSurroundingSoundDoNotMatterButSignDoes) {
  const Pcm reference = noise(4'000, 1);
  Pcm quiet = reference, inverted = reference;
  for (auto& sample : quiet) sample = static_cast<Sample>(sample / 4);
  for (auto& sample : inverted) sample = static_cast<Sample>(-sample);
  const Alignment found = align(reference, joined({noise(3'000, 2), quiet, noise(3'000, 3)}));
  EXPECT_EQ(found.lag, 3'000);
  EXPECT_GT(found.ncc, 0.999);
  EXPECT_NEAR(align(reference, inverted).ncc, -1, 1e-9);
}

TEST(AudioCompare, WhatWasCutOffLowersTheScore) {
  const Pcm reference = noise(8'000, 1);
  const PcmView whole(reference);
  for (const auto& [part, lag] : {std::pair{whole.first(4'000), 0}, {whole.last(4'000), -4'000}}) {
    const Alignment found = align(reference, part);
    EXPECT_EQ(found.lag, lag);
    EXPECT_NEAR(found.ncc, std::sqrt(0.5), 0.02);
  }
  const Alignment hole =
      align(reference, joined({Pcm(whole.begin(), whole.begin() + 3'000), silence(2'000),
                               Pcm(whole.begin() + 5'000, whole.end())}));
  EXPECT_NEAR(hole.ncc, std::sqrt(0.75), 0.02);
}

TEST(AudioCompare, SomethingElseScoresNearZero) {
  EXPECT_LT(std::abs(align(noise(8'000, 1), noise(40'000, 2)).ncc), 0.1);
}

TEST(AudioCompare, NothingAndSilenceScoreZero) {
  const Pcm reference = noise(100, 1);
  for (const auto& found : {align({}, reference), align(reference, {}),
                            align(silence(9), reference), align(reference, silence(500))})
    EXPECT_EQ(found.ncc, 0);
}

TEST(AudioCompare, NoiseOfATenthIs20DecibelsBelow) {
  Pcm reference;
  Tone(8'000, 440, 20'000).generate(8'000, reference);
  Pcm heard = joined({silence(50), reference});
  const Pcm added = noise(heard.size(), 4);
  for (std::size_t i = 0; i < heard.size(); ++i)
    heard[i] = static_cast<Sample>(heard[i] / 2 + added[i] * 0.3062);  // RMS 707.1 of 7071
  EXPECT_NEAR(snr_db(reference, heard, 50), 20, 0.3);
  EXPECT_EQ(snr_db(reference, reference), 200);
  EXPECT_EQ(snr_db(reference, silence(8'000)), 0);
}

}  // namespace
}  // namespace hookswitch::kit
