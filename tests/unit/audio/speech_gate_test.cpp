#include "hookswitch/audio/speech_gate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <numbers>
#include <string>
#include <vector>

#include "hookswitch/audio/wav.hpp"
#include "hookswitch/base/rng.hpp"

namespace hookswitch {
namespace {

using Kind = SpeechGate::Change::Kind;

constexpr int kRate = 8'000;
constexpr std::int64_t ms(std::int64_t count) { return count * kRate / 1'000; }
constexpr int in_ms(std::int64_t samples) { return static_cast<int>(samples * 1'000 / kRate); }

/// Builds a call: pieces of silence, noise, and sound that rises and falls like syllables.
class Scene {
 public:
  Scene& silence(int millis) {
    return add(millis, [](double) { return 0.0; });
  }

  Scene& noise(int millis, double dbfs) {
    // Uniform noise of amplitude A has an RMS of A / sqrt(3).
    const double amplitude = 32'768 * std::pow(10, dbfs / 20) * std::sqrt(3.0);
    return add(millis, [&](double) { return amplitude * (2 * rng_.unit() - 1); });
  }

  /// Voiced syllables, four a second, 120 Hz with falling harmonics, each with a dip to -26 dB.
  Scene& speech(int millis, double peak_dbfs = -12) {
    const double amplitude = 32'768 * std::pow(10, peak_dbfs / 20);
    return add(millis, [=](double t) {
      const double syllable = 0.05 + 0.95 * std::pow(std::sin(std::numbers::pi * 4 * t), 2);
      double voice = 0;
      for (int harmonic = 1; harmonic <= 8; ++harmonic)
        voice += std::sin(2 * std::numbers::pi * 120 * harmonic * t) / harmonic;
      return amplitude * syllable * voice / 1.85;
    });
  }

  Scene& mix_noise(double dbfs) {
    Scene floor;
    floor.noise(static_cast<int>(audio.size() * 1'000 / kRate), dbfs);
    for (std::size_t i = 0; i < audio.size(); ++i)
      audio[i] = static_cast<Sample>(audio[i] + floor.audio[i]);
    return *this;
  }

  Pcm audio;

 private:
  template <class Wave>
  Scene& add(int millis, Wave wave) {
    for (std::int64_t i = 0; i < ms(millis); ++i)
      audio.push_back(static_cast<Sample>(std::lround(wave(static_cast<double>(i) / kRate))));
    return *this;
  }

  Rng rng_{1};
};

std::vector<SpeechGate::Change> changes_in(PcmView audio,
                                           SpeechGate::Config config = {.rate_hz = kRate},
                                           std::size_t piece = 1'000'000) {
  SpeechGate gate(config);
  std::vector<SpeechGate::Change> changes;
  while (!audio.empty()) {
    std::size_t consumed = 0;
    const auto change = gate.process(audio.first(std::min(piece, audio.size())), consumed);
    EXPECT_GT(consumed, 0u);
    if (change) {
      changes.push_back(*change);
      EXPECT_EQ(gate.speaking(), change->kind == Kind::started);
    }
    audio = audio.subspan(consumed);
  }
  return changes;
}

TEST(SpeechGate, SpeechStartsWithItsPrefixAndStopsWhereItFellQuiet) {
  const Scene scene = Scene().silence(1'000).speech(1'250).silence(1'000);
  const auto changes = changes_in(scene.audio);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].kind, Kind::started);
  EXPECT_NEAR(in_ms(changes[0].sample), 700, 40);  // 300 ms of padding; a soft onset is found late
  EXPECT_LE(changes[0].sample, ms(1'000));
  EXPECT_EQ(changes[1].kind, Kind::stopped);
  EXPECT_NEAR(in_ms(changes[1].sample), 2'250, 20);
}

TEST(SpeechGate, TheStopIsKnownOnceTheConfiguredSilenceHasPassed) {
  for (const int silence : {200, 500, 800}) {
    const Scene scene = Scene().speech(1'000).silence(2'000);
    SpeechGate gate({.rate_hz = kRate, .silence_duration = Millis{silence}});
    std::size_t first = 0, second = 0;
    ASSERT_TRUE(gate.process(scene.audio, first));
    const auto stop = gate.process(PcmView(scene.audio).subspan(first), second);
    ASSERT_TRUE(stop);
    EXPECT_EQ(gate.samples_seen(), static_cast<std::int64_t>(first + second));
    EXPECT_EQ(gate.samples_seen() - stop->sample, ms(silence));
  }
}

TEST(SpeechGate, APauseShorterThanTheSilenceDoesNotSplitATurn) {
  const Scene scene = Scene().silence(500).speech(800).silence(450).speech(800).silence(800);
  EXPECT_EQ(changes_in(scene.audio).size(), 2u);
  const Scene longer = Scene().silence(500).speech(800).silence(550).speech(800).silence(800);
  EXPECT_EQ(changes_in(longer.audio).size(), 4u);
}

TEST(SpeechGate, SpeechFromTheFirstSampleStartsAtZero) {
  const auto changes = changes_in(Scene().speech(500).audio);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].sample, 0);
}

TEST(SpeechGate, ThePrefixNeverReachesBackBeforeThePreviousStop) {
  SpeechGate::Config config{.rate_hz = kRate, .prefix_padding = 600ms, .silence_duration = 200ms};
  const Scene scene = Scene().silence(100).speech(500).silence(260).speech(500).silence(400);
  const auto changes = changes_in(scene.audio, config);
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_EQ(changes[0].sample, 0);
  EXPECT_EQ(changes[2].sample, changes[1].sample);
}

TEST(SpeechGate, ClicksAreNotSpeech) {
  Scene scene;
  for (int click = 0; click < 20; ++click) scene.silence(200).noise(click % 2 == 0 ? 2 : 30, -6);
  EXPECT_TRUE(changes_in(scene.audio).empty());
}

TEST(SpeechGate, AClickInThePauseDoesNotBelongToTheNextTurn) {
  const auto changes =
      changes_in(Scene().silence(500).noise(10, -6).silence(1'000).speech(500).audio);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_GT(changes[0].sample, ms(1'150));
}

TEST(SpeechGate, SilenceAndFaintNoiseStaySilent) {
  EXPECT_TRUE(changes_in(Scene().silence(5'000).audio).empty());
  EXPECT_TRUE(changes_in(Scene().noise(20'000, -50).audio).empty());
}

TEST(SpeechGate, AConstantOffsetIsNotSound) {
  EXPECT_TRUE(changes_in(Pcm(static_cast<std::size_t>(ms(2'000)), 6'000)).empty());
}

TEST(SpeechGate, SteadyNoiseBecomesTheFloorAndSpeechIsStillFoundInIt) {
  // Loud from the start, so it counts as speech at first; then it is the new normal.
  const Scene noise = Scene().noise(20'000, -36);
  auto changes = changes_in(noise.audio);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[1].kind, Kind::stopped);
  EXPECT_LT(changes[1].sample, ms(12'000));

  Scene scene =
      Scene().silence(20'000).speech(1'500, -8).silence(1'500).speech(1'500, -8).silence(1'500);
  scene.mix_noise(-36);
  changes = changes_in(scene.audio);
  ASSERT_EQ(changes.size(), 6u);
  EXPECT_NEAR(in_ms(changes[2].sample), 19'700, 60);
  EXPECT_NEAR(in_ms(changes[3].sample), 21'500, 60);
  EXPECT_NEAR(in_ms(changes[4].sample), 22'700, 60);
  EXPECT_NEAR(in_ms(changes[5].sample), 24'500, 60);
}

TEST(SpeechGate, ALongTurnIsNotTakenForNoise) {
  const auto changes = changes_in(Scene().silence(500).speech(60'000).silence(1'000).audio);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_NEAR(in_ms(changes[1].sample), 60'500, 40);
}

TEST(SpeechGate, TheThresholdDecidesWhatIsLoud) {
  const Scene quiet = Scene().silence(500).speech(1'000, -38).silence(1'000);
  EXPECT_TRUE(changes_in(quiet.audio, {.rate_hz = kRate, .threshold_dbfs = -35}).empty());
  EXPECT_EQ(changes_in(quiet.audio, {.rate_hz = kRate, .threshold_dbfs = -60}).size(), 2u);
}

TEST(SpeechGate, NoRealSpeechIsLostBetweenAStartAndAStop) {
  for (const char* name :
       {"demo-congrats", "demo-echotest", "vm-options", "activated", "digits/7"}) {
    Scene scene = Scene().silence(1'000);
    std::ifstream file(std::string(HOOKSWITCH_SPEECH_DIR "/") + name + ".wav", std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
    const auto speech = read_wav(bytes);
    ASSERT_TRUE(speech) << name;
    ASSERT_EQ(speech->rate_hz, kRate);
    scene.audio.insert(scene.audio.end(), speech->samples.begin(), speech->samples.end());
    scene.silence(1'000).mix_noise(-65);

    const auto changes = changes_in(scene.audio);
    ASSERT_FALSE(changes.empty()) << name;
    EXPECT_EQ(changes.size() % 2, 0u) << name;
    EXPECT_GE(changes[0].sample, ms(700)) << name;
    double inside = 0, outside = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < scene.audio.size(); ++i) {
      while (next < changes.size() && changes[next].sample <= static_cast<std::int64_t>(i)) ++next;
      (next % 2 == 1 ? inside : outside) += double{1} * scene.audio[i] * scene.audio[i];
    }
    EXPECT_LT(outside, inside / 1'000) << name;
  }
}

TEST(SpeechGate, TheSameChangesAreFoundWhateverThePieces) {
  Scene scene = Scene().silence(700).speech(900).silence(800).noise(20, -6).silence(300);
  scene.speech(2'000, -20).silence(900).mix_noise(-52);
  for (const int rate : {8'000, 16'000, 24'000, 44'100, 48'000}) {
    const auto whole = changes_in(scene.audio, {.rate_hz = rate});
    for (const std::size_t piece : {1u, 79u, 80u, 160u, 1'001u}) {
      const auto pieces = changes_in(scene.audio, {.rate_hz = rate}, piece);
      ASSERT_EQ(pieces.size(), whole.size());
      for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(pieces[i].kind, whole[i].kind);
        EXPECT_EQ(pieces[i].sample, whole[i].sample);
      }
    }
  }
}

TEST(SpeechGate, StartsAndStopsAlternateAndNeverOverlap) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Rng rng(seed);
    Scene scene;
    for (int piece = 0; piece < 30; ++piece) {
      const int millis = static_cast<int>(rng.below(700));
      if (rng.below(2) == 0)
        scene.noise(millis, -70 + static_cast<double>(rng.below(65)));
      else
        scene.speech(millis, -50 + static_cast<double>(rng.below(45)));
    }
    std::int64_t before = 0;
    Kind expected = Kind::started;
    for (const auto& change : changes_in(scene.audio)) {
      EXPECT_EQ(change.kind, expected);
      EXPECT_GE(change.sample, before);
      before = change.sample;
      expected = expected == Kind::started ? Kind::stopped : Kind::started;
    }
  }
}

}  // namespace
}  // namespace hookswitch
