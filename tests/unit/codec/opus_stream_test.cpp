#include "hookswitch/codec/opus_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <vector>

#include "hookswitch/audio/resampler.hpp"
#include "kit/allocation_counter.hpp"
#include "kit/opus_speech.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::codec {
namespace {

constexpr int kRate = 16'000;
constexpr std::size_t kFrame = 320;

/// 16 kHz, every packet repeats the one before it wherever there is speech.
const kit::OpusSpeech& protected_speech() {
  static const kit::OpusSpeech made = [] {
    const auto recorded = kit::read_speech(HOOKSWITCH_SPEECH_DIR "/conf-onlyperson.wav");
    if (!recorded) return kit::OpusSpeech{};
    Pcm speech;
    Resampler(recorded->rate_hz, kRate).process(recorded->samples, speech);
    OpusEncoder::Config config;
    config.rate_hz = kRate;
    config.fec = true;
    config.loss_percent = 20;
    return kit::encode_speech(config, speech);
  }();
  return made;
}

std::unique_ptr<OpusStream> make_stream(int rate_hz = kRate) {
  auto stream = OpusStream::create(rate_hz);
  return stream ? std::move(*stream) : nullptr;
}

std::int64_t position_of(std::size_t packet) { return static_cast<std::int64_t>(packet * kFrame); }

double squared_error(PcmView a, PcmView b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += (a[i] - b[i]) * static_cast<double>(a[i] - b[i]);
  return sum;
}

TEST(OpusStream, APacketThatIsOnlyLateIsHeardAsIfNothingHadBeenConcealed) {
  const auto& speech = protected_speech();
  ASSERT_GT(speech.packets.size(), 100u);
  const auto stream = make_stream();
  ASSERT_TRUE(stream);
  Pcm sound(1'000);
  Pcm heard;
  for (std::size_t i = 0; i < speech.packets.size(); ++i) {
    const auto got = stream->receive(speech.packets[i], position_of(i));
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->lost.empty());
    heard.insert(heard.end(), got->samples.begin(), got->samples.end());
    if (i % 3 != 0) continue;
    stream->start();
    stream->fill(sound);
  }
  EXPECT_EQ(heard, speech.heard);
}

TEST(OpusStream, TheSoundGoesOnWhereTheAudioEndsWhateverThePiecesAskedFor) {
  const auto& speech = protected_speech();
  const auto stream = make_stream();
  int loudest = 0;
  for (std::size_t i = 0; i < speech.packets.size(); ++i) {
    const auto got = stream->receive(speech.packets[i]);
    ASSERT_TRUE(got);
    Pcm whole(960);
    stream->start();
    stream->fill(whole);
    Pcm pieces(960);
    stream->start();
    for (std::size_t at = 0, size = 1; at < pieces.size(); at += size, size = size * 2 + 1) {
      size = std::min(size, pieces.size() - at);
      stream->fill(std::span(pieces).subspan(at, size));
    }
    ASSERT_EQ(whole, pieces) << i;
    // No step that the speech does not have too.
    int steepest = 200;
    const PcmView said = got->samples;
    for (std::size_t k = 1; k < said.size(); ++k)
      steepest = std::max(steepest, std::abs(said[k] - said[k - 1]));
    ASSERT_LE(std::abs(whole.front() - said.back()), 2 * steepest) << i;
    for (const Sample sample : whole) loudest = std::max(loudest, std::abs(int{sample}));
  }
  EXPECT_GT(loudest, 3'000);
}

TEST(OpusStream, WhatIsLostIsRecoveredFromThePacketThatRepeatsItAndElseMadeUp) {
  const auto& speech = protected_speech();
  for (const std::size_t gap : {1u, 2u, 5u}) {
    const auto stream = make_stream();
    double repeated = 0, made_up = 0;
    std::size_t losses = 0;
    for (std::size_t i = 0; i < speech.packets.size(); ++i) {
      if (i % 12 >= 12 - gap) continue;
      const auto got = stream->receive(speech.packets[i], position_of(i));
      ASSERT_TRUE(got);
      if (i % 12 != 0 || i == 0) {
        EXPECT_TRUE(got->lost.empty());
        EXPECT_EQ(got->recovered, 0u);
        continue;
      }
      ASSERT_EQ(got->lost.size(), gap * kFrame);
      const bool has_fec = inspect_opus(speech.packets[i])->has_fec;
      EXPECT_EQ(got->recovered, has_fec ? kFrame : 0u);
      if (!has_fec) continue;
      ++losses;
      if (gap > 2) continue;  // what the repetition builds on is a guess itself
      // Against what was said, the repetition is nearer than the guess that it replaces.
      const auto guess = make_stream();
      for (std::size_t k = 0; k + gap < i; ++k) ASSERT_TRUE(guess->receive(speech.packets[k]));
      Pcm guessed(gap * kFrame);
      guess->start();
      guess->fill(guessed);
      const PcmView said = PcmView(speech.heard).subspan((i - 1) * kFrame, kFrame);
      repeated += squared_error(said, got->lost.last(kFrame));
      made_up += squared_error(said, PcmView(guessed).last(kFrame));
    }
    EXPECT_GT(losses, 5u) << gap;
    EXPECT_LE(repeated, made_up / 2) << gap;
  }
}

TEST(OpusStream, APositionThatLeavesOutMoreThanALossIsAPauseAndOneThatRunsBackSaysNothing) {
  const auto& speech = protected_speech();
  const auto stream = make_stream();
  const auto lost_at = [&](std::int64_t position) {
    const auto got = stream->receive(speech.packets[20], position);
    EXPECT_TRUE(got);
    return got ? got->lost.size() : 0;
  };
  EXPECT_EQ(lost_at(0), 0u);
  EXPECT_EQ(lost_at(320 + 4'000), 4'000u);  // 250 ms
  EXPECT_EQ(lost_at(4'640 + 4'001), 0u);
  EXPECT_EQ(lost_at(8'961 + 7), 7u);  // no whole step
  EXPECT_EQ(lost_at(100), 0u);
  EXPECT_EQ(lost_at(100), 0u);
  EXPECT_EQ(lost_at(std::numeric_limits<std::int64_t>::max()), 0u);
  EXPECT_EQ(lost_at(std::numeric_limits<std::int64_t>::min()), 0u);
  stream->reset();
  EXPECT_EQ(lost_at(500), 0u);
}

TEST(OpusStream, AnythingThatIsNoPacketCountsAsLost) {
  const auto& speech = protected_speech();
  const auto stream = make_stream();
  ASSERT_TRUE(stream->receive(speech.packets[20], 0));
  const std::uint8_t broken[] = {0x4b, 0};
  const auto refused = stream->receive(broken, 320);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::bad_opus);
  const auto next = stream->receive(speech.packets[22], 640);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->lost.size(), kFrame);
  EXPECT_FALSE(OpusStream::create(44'100));
}

TEST(OpusStream, AllocatesNothingAfterItsCreation) {
  const auto& speech = protected_speech();
  const auto stream = make_stream();
  Pcm sound(1'000);
  const std::uint64_t before = kit::allocations();
  for (std::size_t i = 0; i < speech.packets.size(); ++i) {
    if (i % 7 == 3) continue;
    ASSERT_TRUE(stream->receive(speech.packets[i], position_of(i)));
    stream->start();
    stream->fill(sound);
  }
  EXPECT_EQ(kit::allocations(), before);
}

}  // namespace
}  // namespace hookswitch::codec
