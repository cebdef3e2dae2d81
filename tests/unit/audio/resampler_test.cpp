#include "hookswitch/audio/resampler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "hookswitch/base/rng.hpp"

namespace hookswitch {
namespace {

struct Rates {
  int from;
  int to;
};
constexpr Rates kPairs[] = {{8'000, 24'000},  {24'000, 8'000},  {8'000, 16'000},  {16'000, 8'000},
                            {16'000, 24'000}, {24'000, 16'000}, {8'000, 48'000},  {48'000, 8'000},
                            {48'000, 24'000}, {24'000, 48'000}, {16'000, 48'000}, {48'000, 16'000},
                            {44'100, 8'000},  {8'000, 44'100},  {44'100, 48'000}, {11'025, 8'000}};

std::string name(Rates rates) {
  return std::to_string(rates.from) + " -> " + std::to_string(rates.to);
}

Pcm noise(std::size_t samples, std::uint64_t seed) {
  Rng rng(seed);
  Pcm audio(samples);
  for (auto& sample : audio)
    sample = static_cast<Sample>(static_cast<int>(rng.below(40'000)) - 20'000);
  return audio;
}

Pcm sine(int rate_hz, double hz, double seconds, double amplitude = 16'384) {
  Pcm audio(static_cast<std::size_t>(rate_hz * seconds));
  for (std::size_t i = 0; i < audio.size(); ++i)
    audio[i] = static_cast<Sample>(std::lround(
        amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz)));
  return audio;
}

Pcm convert(Rates rates, PcmView audio) {
  Resampler resampler(rates.from, rates.to);
  Pcm out;
  resampler.process(audio, out);
  return out;
}

/// The amplitude at one frequency, over the middle of the audio under a Blackman window.
double amplitude_at(PcmView audio, int rate_hz, double hz) {
  double re = 0, im = 0, weight = 0;
  const double length = static_cast<double>(audio.size());
  for (std::size_t i = 0; i < audio.size(); ++i) {
    const double t = 2 * std::numbers::pi * static_cast<double>(i) / length;
    const double window = 0.42 - 0.5 * std::cos(t) + 0.08 * std::cos(2 * t);
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate_hz;
    re += window * audio[i] * std::cos(phase);
    im += window * audio[i] * std::sin(phase);
    weight += window;
  }
  return 2 * std::hypot(re, im) / weight;
}

// Nothing below -120 dB can be distinguished in 16-bit audio.
double db(double ratio) { return ratio < 1e-6 ? -120 : 20 * std::log10(ratio); }

TEST(Resampler, TheSameAudioComesOutWhateverTheChunks) {
  for (const Rates rates : kPairs) {
    const Pcm in = noise(20'000, 1);
    const Pcm whole = convert(rates, in);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Rng rng(seed);
      Resampler resampler(rates.from, rates.to);
      Pcm pieces;
      for (std::size_t at = 0; at < in.size();) {
        const std::size_t piece =
            std::min<std::size_t>(rng.below(seed == 1 ? 3 : 700), in.size() - at);
        resampler.process(PcmView(in).subspan(at, piece), pieces);
        at += piece;
      }
      EXPECT_EQ(pieces, whole) << name(rates) << " seed " << seed;
    }
  }
}

TEST(Resampler, TheMatchingNumberOfSamplesComesOut) {
  for (const Rates rates : kPairs) {
    const auto out = convert(rates, noise(static_cast<std::size_t>(rates.from), 2));
    EXPECT_EQ(out.size(), static_cast<std::size_t>(rates.to)) << name(rates);
  }
  Resampler up(8'000, 24'000), down(24'000, 8'000);
  for (int frame = 0; frame < 100; ++frame) {
    Pcm wide, narrow;
    up.process(noise(160, 3), wide);
    ASSERT_EQ(wide.size(), 480u);
    down.process(wide, narrow);
    ASSERT_EQ(narrow.size(), 160u);
  }
}

TEST(Resampler, EqualRatesPassAudioThroughAtOnce) {
  Resampler same(24'000, 24'000);
  EXPECT_EQ(same.latency(), 0us);
  Pcm out{5};
  same.process(Pcm{1, 2, 3}, out);
  EXPECT_EQ(out, (Pcm{5, 1, 2, 3}));
  same.reset();
  same.process({}, out);
  EXPECT_EQ(out.size(), 4u);
}

TEST(Resampler, AClickComesOutAsLateAsLatencySays) {
  for (const Rates rates : kPairs) {
    Pcm in(static_cast<std::size_t>(rates.from) / 5);
    const std::size_t click = in.size() / 2;
    in[click] = 30'000;
    const Pcm out = convert(rates, in);
    const auto peak = std::max_element(out.begin(), out.end(),
                                       [](int a, int b) { return std::abs(a) < std::abs(b); });
    const double came = 1e6 * static_cast<double>(peak - out.begin()) / rates.to;
    const double due = 1e6 * static_cast<double>(click) / rates.from +
                       static_cast<double>(Resampler(rates.from, rates.to).latency().count());
    EXPECT_NEAR(came, due, 1e6 / rates.to + 1) << name(rates);
    EXPECT_LE(Resampler(rates.from, rates.to).latency(), 5100us) << name(rates);
    RecordProperty("latency_us " + name(rates),
                   static_cast<int>(Resampler(rates.from, rates.to).latency().count()));
  }
}

TEST(Resampler, SpeechFrequenciesKeepTheirLevel) {
  for (const Rates rates : kPairs)
    for (const double hz : {300.0, 1'000.0, 3'000.0}) {
      const Pcm out = convert(rates, sine(rates.from, hz, 1));
      const PcmView settled = PcmView(out).subspan(out.size() / 4, out.size() / 2);
      EXPECT_NEAR(db(amplitude_at(settled, rates.to, hz) / 16'384), 0, 0.1)
          << name(rates) << " " << hz;
    }
}

// The mirror of a tone in what was silence: 2990 Hz at 8 kHz has its first image at 5010 Hz.
TEST(Resampler, RaisingTheRateLeavesNoImages) {
  for (const Rates rates : kPairs) {
    if (rates.from >= rates.to || rates.to % rates.from != 0) continue;
    const double tone = rates.from * 0.37375;
    const Pcm out = convert(rates, sine(rates.from, tone, 2));
    const PcmView settled = PcmView(out).subspan(out.size() / 4, out.size() / 2);
    const double image = db(amplitude_at(settled, rates.to, rates.from - tone) /
                            amplitude_at(settled, rates.to, tone));
    EXPECT_LT(image, -90) << name(rates);
    RecordProperty("image_db " + name(rates), static_cast<int>(std::lround(image)));
  }
}

// A tone that the lower rate cannot carry must not come back as another: 5 kHz would be 3 kHz.
TEST(Resampler, LoweringTheRateFoldsNothingBack) {
  for (const Rates rates : kPairs) {
    if (rates.from <= rates.to) continue;
    for (const double part : {0.54, 0.5875, 0.625}) {
      const double tone = rates.to * part;
      if (tone > rates.from / 2.0) continue;
      const Pcm out = convert(rates, sine(rates.from, tone, 2));
      const PcmView settled = PcmView(out).subspan(out.size() / 4, out.size() / 2);
      const double alias = db(amplitude_at(settled, rates.to, rates.to - tone) / 16'384);
      EXPECT_LT(alias, -90) << name(rates) << " " << tone;
      RecordProperty("alias_db " + name(rates) + " at " + std::to_string(std::lround(tone)),
                     static_cast<int>(std::lround(alias)));
    }
  }
}

TEST(Resampler, ResetForgetsThePast) {
  for (const Rates rates : kPairs) {
    const Pcm in = noise(3'001, 4);
    Resampler resampler(rates.from, rates.to);
    Pcm ignored, again;
    resampler.process(in, ignored);
    resampler.reset();
    resampler.process(in, again);
    EXPECT_EQ(again, ignored) << name(rates);
  }
}

TEST(Resampler, FullScaleIsLimitedAndDoesNotWrap) {
  Pcm square(8'000);
  for (std::size_t i = 0; i < square.size(); ++i) square[i] = i % 40 < 20 ? 32'767 : -32'768;
  const Pcm out = convert({8'000, 24'000}, square);
  for (std::size_t i = 2'400; i < out.size(); ++i)
    // Ringing may overshoot full scale, but one sample never jumps from one end to the other.
    ASSERT_LT(std::abs(out[i] - out[i - 1]), 45'000) << i;
}

}  // namespace
}  // namespace hookswitch
