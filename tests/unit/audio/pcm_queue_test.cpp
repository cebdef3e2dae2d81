#include "hookswitch/audio/pcm_queue.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include "hookswitch/audio/adpcm.hpp"
#include "hookswitch/audio/g711.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/audio/wav.hpp"

namespace hookswitch {
namespace {

constexpr std::size_t kPlain = PcmQueue::kBlockBytes;

/// Human telephone speech, at another rate.
Pcm speech(int rate_hz) {
  std::ifstream file(HOOKSWITCH_SPEECH_DIR "/tt-weasels.wav", std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const auto wav = read_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  EXPECT_TRUE(wav);
  Pcm out;
  if (!wav) return out;
  Resampler resampler(wav->rate_hz, rate_hz);
  resampler.process(wav->samples, out);
  return out;
}

double snr_db(const Pcm& given, const Pcm& got) {
  double signal = 0, noise = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    signal += double(given[i]) * given[i];
    noise += std::pow(double(given[i]) - got[i], 2);
  }
  return 10 * std::log10(signal / std::max(noise, 1.0));
}

Pcm take_all(PcmQueue& queue, std::size_t piece = 160) {
  Pcm all;
  while (queue.size() > 0) queue.take(std::min(piece, queue.size()), all);
  return all;
}

TEST(PcmQueue, GivesBackEverySampleWhateverThePieces) {
  const Pcm given = speech(16'000);
  PcmQueue queue(1 << 20, PcmQueue::Packing::adpcm);
  for (std::size_t at = 0, piece = 1; at < given.size(); at += piece, piece = piece % 977 + 1)
    EXPECT_EQ(queue.push(PcmView(given).subspan(at, std::min(piece, given.size() - at))), 0u);
  EXPECT_EQ(queue.size(), given.size());
  EXPECT_EQ(take_all(queue, 321), given);
  EXPECT_EQ(queue.bytes(), 0u);
}

TEST(PcmQueue, HoldsToItsBudgetAndSaysWhatFoundNoRoom) {
  for (const auto packing : {PcmQueue::Packing::u_law, PcmQueue::Packing::adpcm}) {
    constexpr std::size_t kBudget = 64 * 1'024;
    PcmQueue queue(kBudget, packing);
    std::size_t refused = 0;
    for (int i = 0; i < 1'000; ++i) {
      refused += queue.push(Pcm(1'000, static_cast<Sample>(i)));
      EXPECT_LE(queue.bytes(), kBudget);
    }
    EXPECT_EQ(queue.size() + refused, 1'000'000u);
    const std::size_t least = packing == PcmQueue::Packing::u_law ? 55'000 : 110'000;
    EXPECT_GT(queue.size(), least);
    EXPECT_EQ(take_all(queue).size(), 1'000'000u - refused);
    EXPECT_EQ(queue.push(Pcm(1'000, 1)), 0u) << "there is room again";
  }
}

TEST(PcmQueue, WhatIsBeingTakenStaysWithinABlockOfTheBudget) {
  constexpr std::size_t kBudget = 64 * 1'024;
  PcmQueue queue(kBudget, PcmQueue::Packing::adpcm);
  Pcm taken;
  for (int i = 0; i < 5'000; ++i) {
    queue.push(Pcm(400, 7));
    taken.clear();
    queue.take(160, taken);
    EXPECT_LE(queue.bytes(), kBudget + kPlain);
  }
}

TEST(PcmQueue, ALittleSpeechIsKeptAsItIs) {
  const Pcm given = speech(16'000);
  PcmQueue queue(given.size() * sizeof(Sample) + kPlain, PcmQueue::Packing::adpcm);
  EXPECT_EQ(queue.push(given), 0u);
  EXPECT_EQ(take_all(queue), given);
}

TEST(PcmQueue, ALotOfULawSpeechComesOutAsTheSameBytes) {
  Pcm given = speech(8'000);
  for (Sample& sample : given) sample = g711::ulaw_to_linear(g711::linear_to_ulaw(sample));
  PcmQueue queue(given.size() * 3 / 2, PcmQueue::Packing::u_law);
  EXPECT_EQ(queue.push(given), 0u) << "packed, it has room";
  EXPECT_EQ(take_all(queue), given);
}

TEST(PcmQueue, ALotOfWidebandSpeechKeepsTheNoiseFarBelow) {
  for (const int rate_hz : {16'000, 24'000}) {
    const Pcm given = speech(rate_hz);
    PcmQueue queue(given.size() / 2 + 5 * kPlain, PcmQueue::Packing::adpcm);
    EXPECT_EQ(queue.push(given), 0u) << "packed, it has room";
    const Pcm got = take_all(queue);
    ASSERT_EQ(got.size(), given.size());
    std::printf("[ packed   ] %d Hz: SNR %.1f dB\n", rate_hz, snr_db(given, got));
    EXPECT_GT(snr_db(given, got), 25);
  }
}

TEST(PcmQueue, ClearThrowsAllAwayAndItGoesOn) {
  PcmQueue queue(32 * 1'024, PcmQueue::Packing::adpcm);
  queue.push(Pcm(50'000, 3));
  Pcm some;
  queue.take(100, some);
  queue.clear();
  EXPECT_EQ(queue.size(), 0u);
  EXPECT_EQ(queue.bytes(), 0u);
  queue.push(Pcm(200, 5));
  EXPECT_EQ(take_all(queue), Pcm(200, 5));
}

TEST(Adpcm, AnyBytesUnpackAndAnyLengthPacks) {
  for (const std::size_t samples : {1u, 2u, 3u, 160u, 2'048u}) {
    Pcm given(samples);
    for (std::size_t i = 0; i < samples; ++i) given[i] = i % 2 ? Sample{32'767} : Sample{-32'768};
    std::vector<std::uint8_t> packed(adpcm::packed_size(samples));
    adpcm::pack(given, packed);
    Pcm got(samples);
    adpcm::unpack(packed, got);
    EXPECT_EQ(got[0], given[0]);
    std::fill(packed.begin(), packed.end(), std::uint8_t{0xFF});
    adpcm::unpack(packed, got);
  }
}

}  // namespace
}  // namespace hookswitch
