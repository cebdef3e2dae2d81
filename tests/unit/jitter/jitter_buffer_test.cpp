#include "hookswitch/jitter/jitter_buffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "kit/speech_source.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr std::size_t kFrame = 160;  // 20 ms at 8 kHz

/// Audio whose samples encode their position.
Pcm counted(std::size_t from, std::size_t count) {
  Pcm out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Sample>(1 + (from + i) % 20'000);
  return out;
}

/// A sender and a speaker on one clock.
struct Rig {
  explicit Rig(JitterBuffer::Config config = {}) : buffer(config) {}

  void send(std::size_t samples, Instant arrival) {
    buffer.insert({counted(sent, samples)}, arrival);
    sent += samples;
  }
  /// Pulls blocks of 10 ms until `end`.
  void play_until(Instant end) {
    for (; now < end; now += 10ms) {
      Pcm block(80);
      real += buffer.pull(block, now);
      heard.insert(heard.end(), block.begin(), block.end());
    }
  }
  /// Both at once: 20 ms sent, 20 ms played.
  void talk(int frames) {
    for (int i = 0; i < frames; ++i) {
      send(kFrame, now);
      play_until(now + 20ms);
    }
  }

  JitterBuffer buffer;
  Instant now = t0;
  std::size_t sent = 0;
  std::size_t real = 0;
  Pcm heard;
};

TEST(JitterBuffer, PlaysSilenceBeforeAnythingHasArrived) {
  Rig rig;
  rig.play_until(t0 + 1s);
  EXPECT_EQ(rig.real, 0u);
  EXPECT_TRUE(std::all_of(rig.heard.begin(), rig.heard.end(), [](Sample s) { return s == 0; }));
  EXPECT_EQ(rig.buffer.stats().concealed_samples, 0u);
  EXPECT_EQ(rig.buffer.stats().total_samples_received, 8'000u);
}

TEST(JitterBuffer, HoldsTheFirstAudioBackForTheTarget) {
  Rig rig;
  rig.talk(3);
  EXPECT_EQ(rig.buffer.played_until(), 0);
  rig.talk(3);
  EXPECT_GT(rig.buffer.played_until(), 0);
}

TEST(JitterBuffer, PlaysAWholeUtteranceThatCameAtOnceInOrderAtNormalSpeed) {
  Rig rig;
  for (int i = 0; i < 17; ++i) {  // 9.5 s of audio within 0.85 s
    rig.send(9'500 * 8 / 17, rig.now);
    rig.play_until(rig.now + 50ms);
  }
  rig.play_until(t0 + 10s);
  const auto& stats = rig.buffer.stats();
  EXPECT_EQ(stats.removed_samples_for_acceleration, 0u);
  EXPECT_EQ(stats.inserted_samples_for_deceleration, 0u);
  EXPECT_EQ(stats.dropped_samples, 0u);
  EXPECT_EQ(rig.real, rig.sent);
  EXPECT_EQ(rig.buffer.played_until(), rig.buffer.inserted());
  // In order: apart from the fade-in every sample follows the one before.
  const auto wanted = counted(0, rig.sent);
  const auto first =
      std::search(rig.heard.begin(), rig.heard.end(), wanted.begin() + 80, wanted.begin() + 400);
  ASSERT_NE(first, rig.heard.end());
  EXPECT_TRUE(std::equal(wanted.begin() + 80, wanted.end(), first));
}

TEST(JitterBuffer, ClearDropsWhatWaitsAndCountsNoConcealment) {
  Rig rig;
  rig.send(80'000, rig.now);
  rig.play_until(t0 + 500ms);
  rig.buffer.clear();
  EXPECT_EQ(rig.buffer.played_until(), 80'000);
  EXPECT_EQ(rig.buffer.buffered(), 0us);
  rig.play_until(t0 + 2s);
  EXPECT_EQ(rig.buffer.stats().concealed_samples, 0u);
  EXPECT_EQ(rig.buffer.stats().concealment_events, 0u);
  EXPECT_GT(rig.buffer.stats().dropped_samples, 70'000u);
}

TEST(JitterBuffer, AClearAfterASentenceHasEndedCountsNoConcealment) {
  Rig rig;
  rig.talk(100);
  rig.play_until(rig.now + 700ms);
  rig.buffer.clear();
  rig.talk(100);
  EXPECT_EQ(rig.buffer.stats().concealed_samples, 0u);
  EXPECT_EQ(rig.buffer.stats().interruptions, 0u);
}

TEST(JitterBuffer, ClearFadesWithoutAClick) {
  JitterBuffer buffer({});
  buffer.insert({Pcm(8'000, 10'000)}, t0);
  Pcm out(80);
  for (int i = 0; i < 20; ++i) buffer.pull(out, t0 + i * Micros{10'000});
  buffer.clear();
  Sample last = out.back();
  buffer.pull(out, t0 + 200ms);
  for (const Sample sample : out) {
    EXPECT_LE(last - sample, 600);
    last = sample;
  }
  EXPECT_EQ(last, 0);
}

TEST(JitterBuffer, CountsAStallAsConcealmentAndAsAnInterruption) {
  Rig rig;
  rig.talk(100);
  rig.play_until(rig.now + 600ms);
  for (int i = 0; i < 30; ++i) rig.send(kFrame, rig.now);  // all that was held back
  rig.talk(50);
  const auto& stats = rig.buffer.stats();
  EXPECT_EQ(stats.concealment_events, 1u);
  EXPECT_EQ(stats.interruptions, 1u);
  EXPECT_GT(stats.concealed_samples, 400u * 8);
  EXPECT_LT(stats.concealed_samples, 600u * 8);
  EXPECT_GT(stats.silent_concealed_samples, 300u * 8);
  EXPECT_EQ(stats.dropped_samples, 0u);
}

TEST(JitterBuffer, CatchesUpAfterAStallWithoutDroppingAnything) {
  Rig rig;
  rig.talk(100);
  rig.play_until(rig.now + 600ms);
  for (int i = 0; i < 30; ++i) rig.send(kFrame, rig.now);
  rig.talk(500);
  EXPECT_LT(rig.buffer.buffered(), 100ms);
  EXPECT_GT(rig.buffer.stats().removed_samples_for_acceleration, 300u * 8);
  EXPECT_EQ(rig.buffer.stats().dropped_samples, 0u);
}

TEST(JitterBuffer, DoesNotTakeThePauseBetweenTurnsForAStall) {
  for (const Micros pause : {Micros{300'000}, Micros{1'200'000}, Micros{4'000'000}}) {
    Rig rig;
    rig.talk(150);
    const auto target = rig.buffer.target();
    rig.play_until(rig.now + pause);
    rig.talk(150);
    EXPECT_EQ(rig.buffer.stats().interruptions, 0u) << pause.count();
    EXPECT_EQ(rig.buffer.stats().concealed_samples, 0u) << pause.count();
    EXPECT_EQ(rig.buffer.target(), target) << pause.count();
    EXPECT_LT(rig.buffer.buffered(), 120ms) << pause.count();
  }
}

TEST(JitterBuffer, KeepsASendersLeadOfTwoHundredMilliseconds) {
  Rig rig;
  for (int i = 0; i < 10; ++i) rig.send(kFrame, rig.now);
  rig.talk(1'500);
  EXPECT_EQ(rig.buffer.stats().removed_samples_for_acceleration, 0u);
  EXPECT_EQ(rig.buffer.stats().inserted_samples_for_deceleration, 0u);
  EXPECT_EQ(rig.buffer.stats().concealed_samples, 0u);
}

TEST(JitterBuffer, PlaysAnUtteranceThatCameInOnePieceAfterEachPause) {
  Rig rig;
  for (int turn = 0; turn < 5; ++turn) {
    rig.send(8'000, rig.now);  // 1 s
    rig.play_until(rig.now + 2'500ms);
    EXPECT_EQ(rig.buffer.played_until(), rig.buffer.inserted());
  }
  EXPECT_EQ(rig.real, rig.sent);
  EXPECT_EQ(rig.buffer.stats().interruptions, 0u);
  EXPECT_EQ(rig.buffer.stats().removed_samples_for_acceleration, 0u);
}

TEST(JitterBuffer, PositionsReachTheEndAlsoWhenTheEndWasSqueezedAway) {
  Rig rig;
  rig.talk(100);
  rig.play_until(rig.now + 500ms);
  for (int i = 0; i < 25; ++i) rig.send(kFrame, rig.now);
  std::int64_t last = 0;
  for (int i = 0; i < 2'000; ++i) {
    rig.play_until(rig.now + 10ms);
    EXPECT_GE(rig.buffer.played_until(), last);
    last = rig.buffer.played_until();
  }
  EXPECT_EQ(rig.buffer.played_until(), rig.buffer.inserted());
}

TEST(JitterBuffer, GivesTheSameAudioWhateverThePullSize) {
  Pcm whole;
  Pcm pieces;
  for (const std::size_t size : {std::size_t{400}, std::size_t{8}}) {
    JitterBuffer buffer({});
    Pcm& heard = size == 400 ? whole : pieces;
    for (int step = 0; step < 400; ++step) {  // 50 ms each; the link stalls now and then
      const Instant now = t0 + step * Micros{50'000};
      const int frames = step % 40 < 8 ? 0 : step % 40 == 8 ? 9 : 1;
      for (int i = 0; i < frames; ++i)
        buffer.insert({counted(static_cast<std::size_t>(step) * 400, 400)}, now);
      Pcm out(size);
      for (std::size_t done = 0; done < 400; done += size) {
        buffer.pull(out, now + duration_of(static_cast<std::int64_t>(done), 8'000));
        heard.insert(heard.end(), out.begin(), out.end());
      }
    }
  }
  EXPECT_EQ(whole, pieces);
}

TEST(JitterBuffer, PlaysASenderThatIsSlowBySomePercentSmoothlyAndStretchesNoMoreThanThat) {
  const Pcm speech = kit::speech_like(8'000, 30, 3);
  for (const int percent : {1, 2, 5}) {
    JitterBuffer buffer({});
    Pcm out(80);
    std::size_t sent = 0;
    for (Instant now = t0; now < t0 + 2min; now += 10ms) {
      const Micros frame = Micros{20'000} * (100 + percent) / 100;
      for (; static_cast<std::int64_t>(sent) * frame <= now - t0; ++sent)
        buffer.insert({PcmView(speech).subspan(sent % 1'400 * kFrame, kFrame)}, now);
      buffer.pull(out, now);
    }
    const auto& stats = buffer.stats();
    const auto total = stats.total_samples_received;
    EXPECT_LT(stats.concealed_samples * 1'000, total) << percent;
    EXPECT_LT(stats.inserted_samples_for_deceleration * 100, total * percent * 12 / 10) << percent;
    EXPECT_LT(stats.removed_samples_for_acceleration * 500, total) << percent;
    EXPECT_LT(buffer.buffered(), 100ms) << percent;
  }
}

TEST(JitterBuffer, FollowsAClockThatIsFiveHundredPpmOffForHours) {
  for (const int parts_per_million : {-500, 500}) {
    JitterBuffer buffer({});
    const Pcm audio(kFrame, 0);
    Pcm out(80);
    std::int64_t sent = 0;
    for (Instant now = t0; now < t0 + 3h; now += 10ms) {
      const auto due = (now - t0).count() * (1'000'000 + parts_per_million) / 1'000'000 / 20'000;
      for (; sent <= due; ++sent) buffer.insert({audio}, now);
      buffer.pull(out, now);
    }
    EXPECT_LT(buffer.buffered(), 120ms) << parts_per_million;
    EXPECT_LT(buffer.stats().concealed_samples, 8'000u * 6) << parts_per_million;
    EXPECT_EQ(buffer.stats().dropped_samples, 0u) << parts_per_million;
  }
}

}  // namespace
}  // namespace hookswitch::jitter
