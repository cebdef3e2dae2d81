// The jitter buffer with a codec that conceals.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bench/gap_trace.hpp"
#include "bench/sound_quality.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "kit/allocation_counter.hpp"
#include "kit/opus_speech.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::jitter {
namespace {

using kit::OpusTracePlayer;
using Concealment = OpusTracePlayer::Concealment;

constexpr int kRate = 16'000;
constexpr std::size_t kFrame = 320;

constexpr std::size_t kPlayed = 1'000;

/// Twenty seconds of recorded speech in Opus.
kit::OpusSpeech opus_speech(bool fec) {
  const auto recorded = kit::read_speech(HOOKSWITCH_SPEECH_DIR);
  if (!recorded) return {};
  Pcm speech;
  Resampler(recorded->rate_hz, kRate).process(recorded->samples, speech);
  speech.resize(std::min(speech.size(), (kPlayed + 50) * kFrame));
  codec::OpusEncoder::Config config;
  config.rate_hz = kRate;
  config.complexity = 2;
  config.fec = fec;
  config.loss_percent = fec ? 20 : 0;
  return kit::encode_speech(config, speech);
}

bench::SoundQuality heard(const kit::OpusSpeech& speech, const kit::Trace& trace,
                          Concealment concealment) {
  OpusTracePlayer player(kRate, speech, concealment);
  kit::TracePlayer* const seats[] = {&player};
  kit::TraceRecording recording;
  kit::run_trace(trace, speech.heard, kRate, seats, std::span(&recording, 1));
  return bench::sound_quality(speech.heard, recording, kRate, [&](std::int64_t end) {
    return bench::is_in_gap(trace, end, kFrame);
  });
}

TEST(OpusConcealment, IsNearerToWhatWasSaidThanPitchExtensionAndErrorCorrectionIsNearerStill) {
  const auto plain = opus_speech(false);
  const auto secured = opus_speech(true);
  ASSERT_GE(plain.packets.size(), kPlayed);
  for (const int run : {1, 3}) {
    const auto trace = bench::with_gaps(run, 10, 7, kPlayed);
    const auto pitch = heard(plain, trace, Concealment::pitch);
    const auto opus = heard(plain, trace, Concealment::opus);
    const auto fec = heard(secured, trace, Concealment::opus);
    EXPECT_GT(opus.frames, 150) << run;
    EXPECT_LT(opus.lsd_db, pitch.lsd_db - 0.2) << run;
    EXPECT_LE(opus.clicks, pitch.clicks) << run;
    EXPECT_LT(fec.lsd_db, opus.lsd_db - 0.5) << run;
  }
}

/// A buffer that is fed Opus, and what it plays.
struct Rig {
  std::unique_ptr<codec::OpusStream> stream = std::move(*codec::OpusStream::create(kRate));
  JitterBuffer buffer = make_buffer();
  kit::OpusSpeech speech;
  std::size_t sent = 0;
  Instant now{};
  Pcm heard;

  JitterBuffer make_buffer() {
    JitterBuffer::Config config;
    config.rate_hz = kRate;
    return JitterBuffer(config, stream.get());
  }

  explicit Rig(bool fec) {
    codec::OpusEncoder::Config config;
    config.rate_hz = kRate;
    config.complexity = 0;
    config.fec = fec;
    config.loss_percent = fec ? 20 : 0;
    speech = kit::encode_speech(config, kit::speech_like(kRate, 14, 3));
  }

  void send() {
    const auto position = static_cast<std::int64_t>(sent * kFrame);
    const auto got = stream->receive(speech.packets[sent++], position);
    ASSERT_TRUE(got);
    buffer.insert({got->samples, position, got->lost, got->recovered}, now);
  }
  void play(int milliseconds) {
    Pcm out(kFrame / 2);
    for (int i = 0; i < milliseconds / 10; ++i, now += 10ms) {
      buffer.pull(out, now);
      heard.insert(heard.end(), out.begin(), out.end());
    }
  }
  void talk(int packets) {
    for (int i = 0; i < packets; ++i) {
      send();
      play(20);
    }
  }
};

TEST(OpusConcealment, ALossIsCountedOnceAndShiftsNothing) {
  for (const bool fec : {false, true}) {
    for (const std::size_t lost : {1u, 3u, 8u}) {
      Rig rig(fec);
      rig.talk(100);
      const auto before = rig.buffer.stats();
      for (int i = 0; i < 6; ++i) {
        rig.sent += lost;
        rig.play(static_cast<int>(lost) * 20);
        rig.talk(40);
      }
      const auto& stats = rig.buffer.stats();
      EXPECT_EQ(rig.buffer.inserted(), static_cast<std::int64_t>(rig.sent * kFrame));
      EXPECT_EQ(stats.dropped_samples, 0u);
      const auto concealed = stats.concealed_samples - before.concealed_samples;
      EXPECT_LE(concealed, 6 * lost * kFrame) << lost;
      if (!fec) {
        EXPECT_GE(concealed + 6 * kFrame, 6 * lost * kFrame) << lost;
      }
      EXPECT_LT(rig.buffer.buffered(), 150ms) << lost;
    }
  }
}

TEST(OpusConcealment, WhatErrorCorrectionRecoversInTimeIsNoConcealment) {
  Rig rig(true);
  for (int i = 0; i < 10; ++i) rig.send();  // the sender is 200 ms ahead
  rig.talk(50);
  std::size_t repeated = 0;
  for (int i = 0; i < 50; ++i) {
    ++rig.sent;
    repeated += codec::inspect_opus(rig.speech.packets[rig.sent])->has_fec ? 1 : 0;
    rig.play(20);
    rig.talk(9);
  }
  EXPECT_GT(repeated, 20u);
  EXPECT_EQ(rig.buffer.stats().concealed_samples, (50 - repeated) * kFrame);
  EXPECT_EQ(rig.buffer.stats().concealment_events, 50 - repeated);
}

TEST(OpusConcealment, AfterAStallAllThatWasHeldBackIsPlayedAsItWasSaid) {
  Rig rig(false);
  rig.talk(200);
  const auto before = rig.buffer.stats().concealed_samples;
  rig.play(400);
  for (int i = 0; i < 20; ++i) rig.send();
  rig.talk(300);
  const auto& stats = rig.buffer.stats();
  EXPECT_GT(stats.concealed_samples - before, static_cast<std::uint64_t>(kRate / 5));
  EXPECT_EQ(stats.dropped_samples, 0u);
  EXPECT_EQ(rig.buffer.inserted(), static_cast<std::int64_t>(rig.sent * kFrame));
  EXPECT_LT(rig.buffer.buffered(), 150ms);
}

TEST(OpusConcealment, AClearOrAResetEndsTheSoundAndTheStreamGoesOn) {
  Rig rig(false);
  rig.talk(60);
  rig.play(80);  // in the middle of the sound
  rig.buffer.clear();
  rig.heard.clear();
  rig.play(500);
  EXPECT_EQ(*std::max_element(rig.heard.end() - 800, rig.heard.end()), 0);
  rig.talk(60);
  rig.play(80);
  rig.buffer.reset();
  rig.stream->reset();
  rig.talk(60);
  EXPECT_LT(rig.buffer.buffered(), 150ms);
  EXPECT_EQ(rig.buffer.inserted(), static_cast<std::int64_t>(rig.sent * kFrame));
}

TEST(OpusConcealment, AllocatesNothingInTheSteadyState) {
  Rig rig(true);
  Pcm out(kFrame / 2);
  const auto play = [&](int blocks) {
    for (int i = 0; i < blocks; ++i, rig.now += 10ms) rig.buffer.pull(out, rig.now);
  };
  const auto hardship = [&] {
    for (int i = 0; i < 20; ++i) {
      rig.send();
      play(2);
    }
    play(26);
    for (int i = 0; i < 10; ++i) rig.send();
    rig.sent += 3;
  };
  for (int i = 0; i < 5; ++i) hardship();  // the queue grows to what this needs
  const std::uint64_t before = kit::allocations();
  for (int i = 0; i < 5; ++i) hardship();
  EXPECT_EQ(kit::allocations(), before);
}

}  // namespace
}  // namespace hookswitch::jitter
