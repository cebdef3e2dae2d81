// What faster playout does to tones, keys, music and hiss.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "hookswitch/jitter/key_tone.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr int kRates[] = {8'000, 16'000, 24'000, 48'000};
constexpr double kRows[] = {697, 770, 852, 941};
constexpr double kColumns[] = {1'209, 1'336, 1'477, 1'633};

using Partials = std::vector<std::pair<double, double>>;  ///< Hz, amplitude

Pcm sound(const Partials& partials, int rate_hz, std::size_t samples) {
  Pcm out(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    double value = 0;
    for (const auto& [hz, loud] : partials)
      value += loud * std::sin(6.283185307179586 * hz * static_cast<double>(i) / rate_hz);
    out[i] = static_cast<Sample>(value);
  }
  return out;
}

/// Plays audio over a link that stalls for 400 ms once, so that all after it is squeezed.
Pcm squeezed(PcmView audio, Stats* stats = nullptr) {
  JitterBuffer buffer({});
  Pcm heard;
  Pcm out(80);
  std::size_t sent = 0;
  for (Instant now = t0; now < t0 + duration_of(static_cast<std::int64_t>(audio.size()), 8'000);
       now += 10ms) {
    const bool stalled = now >= t0 + 1s && now < t0 + 1'400ms;
    for (; !stalled && (sent + 1) * 160 <= audio.size() &&
           Micros{static_cast<std::int64_t>(sent) * 20'000} <= now - t0;
         ++sent)
      buffer.insert({audio.subspan(sent * 160, 160)}, now);
    buffer.pull(out, now);
    heard.insert(heard.end(), out.begin(), out.end());
  }
  if (stats != nullptr) *stats = buffer.stats();
  return heard;
}

/// The part of the energy that is at one frequency.
double share_of(PcmView audio, double hz, int rate_hz) {
  double re = 0, im = 0, energy = 0;
  for (std::size_t i = 0; i < audio.size(); ++i) {
    const double at = 6.283185307179586 * hz * static_cast<double>(i) / rate_hz;
    re += audio[i] * std::cos(at);
    im += audio[i] * std::sin(at);
    energy += static_cast<double>(audio[i]) * audio[i];
  }
  return energy == 0 ? 0 : 2 * (re * re + im * im) / (energy * static_cast<double>(audio.size()));
}

TEST(KeyTone, IsFoundForAllSixteenKeysAtEveryRateWithTwistAndOffset) {
  for (const int rate : kRates)
    for (const double row : kRows)
      for (const double column : kColumns)
        for (const double twist : {0.5, 1.0, 2.0})
          EXPECT_TRUE(has_key_tone(sound({{row * 1.015, 5'000}, {column * 0.985, 5'000 * twist}},
                                         rate, static_cast<std::size_t>(rate * 3 / 100)),
                                   rate))
              << rate << " " << row << " " << column << " " << twist;
}

TEST(KeyTone, IsNotFoundInOtherTonesSilenceHissOrSpeech) {
  EXPECT_FALSE(has_key_tone(Pcm(240), 8'000));
  EXPECT_FALSE(has_key_tone({}, 8'000));
  EXPECT_FALSE(has_key_tone(sound({{440, 8'000}}, 8'000, 240), 8'000));
  EXPECT_FALSE(has_key_tone(sound({{350, 5'000}, {440, 5'000}}, 8'000, 240), 8'000));
  EXPECT_FALSE(has_key_tone(sound({{770, 5'000}}, 8'000, 240), 8'000));
  const auto speech = kit::read_speech(HOOKSWITCH_SPEECH_DIR);
  ASSERT_TRUE(speech);
  int found = 0;
  int asked = 0;
  for (std::size_t at = 0; at + 240 <= speech->samples.size(); at += 240, ++asked)
    found += has_key_tone(PcmView(speech->samples).subspan(at, 240), speech->rate_hz);
  EXPECT_LT(found * 500, asked);
}

TEST(Bending, LeavesKeysTheirLengthHoweverLateTheyAre) {
  Pcm audio(8'000, 0);
  const int keys = 30;
  for (int i = 0; i < keys; ++i) {
    const auto key = sound({{kRows[i % 4], 6'000}, {kColumns[i / 4 % 4], 6'000}}, 8'000, 480);
    audio.insert(audio.end(), key.begin(), key.end());
    audio.insert(audio.end(), 480, Sample{0});
  }
  audio.insert(audio.end(), 8'000, Sample{0});
  const Pcm heard = squeezed(audio);
  // Runs of sound, by blocks of 5 ms.
  std::vector<int> lengths;
  int run = 0;
  for (std::size_t i = 0; i + 40 <= heard.size(); i += 40) {
    int peak = 0;
    for (std::size_t k = i; k < i + 40; ++k) peak = std::max(peak, std::abs(heard[k]));
    if (peak > 2'000)
      ++run;
    else if (run > 0)
      lengths.push_back(std::exchange(run, 0));
  }
  int whole = 0;
  for (const int length : lengths) whole += length * 5 >= 55 && length * 5 <= 70;
  EXPECT_GE(whole, keys - 4);  // those in the stall itself may be concealed
}

TEST(Bending, KeepsAToneAndATwoToneSignalPure) {
  for (const Partials& partials :
       {Partials{{425, 8'000}}, Partials{{1'000, 8'000}}, Partials{{440, 5'000}, {480, 5'000}}}) {
    Stats stats;
    const Pcm heard = squeezed(sound(partials, 8'000, 40'000), &stats);
    EXPECT_GT(stats.removed_samples_for_acceleration, 600u);
    // While it is squeezed and after: hardly anything but the tones and what is 40 Hz around them.
    for (std::size_t from = 12'800; from < 24'000; from += 800) {
      double share = 0;
      for (double hz = partials.front().first - 40; hz <= partials.back().first + 40; hz += 10)
        share += share_of(PcmView(heard).subspan(from, 800), hz, 8'000);
      EXPECT_GT(share, 0.95) << partials.front().first << " at " << from;
    }
  }
}

TEST(Bending, DrainsMusicAndHissTooWithoutAClick) {
  Rng rng(4);
  Pcm hiss(60'000);
  for (auto& sample : hiss)
    sample = static_cast<Sample>(static_cast<int>(rng.below(6'000)) - 3'000);
  const Pcm chord =
      sound({{262, 3'000}, {330, 3'000}, {392, 3'000}, {523, 2'000}, {660, 1'000}}, 8'000, 60'000);
  for (const Pcm& audio : {hiss, chord}) {
    int usual = 0;
    for (std::size_t i = 1; i < audio.size(); ++i)
      usual = std::max(usual, std::abs(audio[i] - audio[i - 1]));
    Stats stats;
    const Pcm heard = squeezed(audio, &stats);
    int step = 0;
    for (std::size_t i = 16'000; i < heard.size(); ++i)
      step = std::max(step, std::abs(heard[i] - heard[i - 1]));
    EXPECT_LE(step, usual * 11 / 10);
    EXPECT_EQ(stats.dropped_samples, 0u);
  }
}

}  // namespace
}  // namespace hookswitch::jitter
