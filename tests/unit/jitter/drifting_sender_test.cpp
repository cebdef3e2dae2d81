// A sender that paces by sleeping is some percent off for as long as it sends. With recorded
// speech.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/speech_source.hpp"

namespace hookswitch::jitter {
namespace {

constexpr Instant t0{};
constexpr std::size_t kFrame = 160;
constexpr Micros kCall{180'000'000};
constexpr Micros kSettling{12'000'000};  ///< until a sender is known to be fast

struct Heard {
  Stats stats;
  Micros most_buffered{0};  ///< once settled
  std::uint64_t samples_received = 0;
  int clicks = 0;  ///< steps between two samples larger than any in the speech itself
};

/// `percent` fast, or slow when negative; each frame up to `jitter` late, as TCP has it: in order.
Heard listen(PcmView speech, int percent, Micros jitter) {
  int steepest = 0;
  for (std::size_t i = 1; i < speech.size(); ++i)
    steepest = std::max(steepest, std::abs(speech[i] - speech[i - 1]));
  Rng rng(5);
  JitterBuffer buffer({});
  Heard heard;
  Pcm out(80);
  Sample last = 0;
  std::int64_t sent = 0;
  Micros arrival{0};
  for (Micros now{0}; now < kCall; now += 10ms) {
    while (arrival <= now) {
      const std::size_t frame = static_cast<std::size_t>(sent) % (speech.size() / kFrame);
      buffer.insert({speech.subspan(frame * kFrame, kFrame)}, t0 + arrival);
      const Micros due = ++sent * Micros{20'000} * 100 / (100 + percent);
      arrival = std::max(arrival, due + Micros{static_cast<int>(rng.below(1 + jitter.count()))});
    }
    buffer.pull(out, t0 + now);
    for (const Sample sample : out) {
      if (std::abs(sample - last) > steepest) ++heard.clicks;
      last = sample;
    }
    if (now > kSettling) heard.most_buffered = std::max(heard.most_buffered, buffer.buffered());
  }
  heard.stats = buffer.stats();
  heard.samples_received = static_cast<std::uint64_t>(sent) * kFrame;
  return heard;
}

class DriftingSender : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto recorded = kit::read_speech(HOOKSWITCH_SPEECH_DIR);
    ASSERT_TRUE(recorded);
    ASSERT_EQ(recorded->rate_hz, 8'000);
    speech_ = recorded->samples;
  }
  Pcm speech_;
};

TEST_F(DriftingSender, ThatIsFastIsFollowedWithoutDroppingOrGrowing) {
  for (const int percent : {1, 2, 3, 5})
    for (const Micros jitter : {Micros{0}, Micros{20'000}}) {
      const auto heard = listen(speech_, percent, jitter);
      SCOPED_TRACE(std::to_string(percent) + " %, jitter " + std::to_string(jitter.count()));
      EXPECT_EQ(heard.stats.dropped_samples, 0u);
      EXPECT_LT(heard.stats.concealed_samples * 1'000, heard.samples_received);
      EXPECT_LT(heard.most_buffered, 100ms);
      const auto removed = heard.stats.removed_samples_for_acceleration -
                           heard.stats.inserted_samples_for_deceleration;
      EXPECT_NEAR(static_cast<double>(removed) * 100 / static_cast<double>(heard.samples_received),
                  percent, 0.3);
      EXPECT_LT(heard.stats.inserted_samples_for_deceleration * 100, heard.samples_received);
      EXPECT_EQ(heard.clicks, 0);
    }
}

TEST_F(DriftingSender, ThatIsSlowIsFollowedWithoutRunningDry) {
  for (const int percent : {-1, -2, -3, -5})
    for (const Micros jitter : {Micros{0}, Micros{20'000}}) {
      const auto heard = listen(speech_, percent, jitter);
      SCOPED_TRACE(std::to_string(percent) + " %, jitter " + std::to_string(jitter.count()));
      EXPECT_EQ(heard.stats.dropped_samples, 0u);
      EXPECT_LT(heard.stats.concealed_samples * 1'000, heard.samples_received);
      EXPECT_LT(heard.most_buffered, 100ms);
      const auto inserted = heard.stats.inserted_samples_for_deceleration -
                            heard.stats.removed_samples_for_acceleration;
      EXPECT_NEAR(static_cast<double>(inserted) * 100 / static_cast<double>(heard.samples_received),
                  -percent, 0.3);
      EXPECT_LE(heard.clicks, 1);  // before it runs dry, sound is bent that does not repeat itself
    }
}

}  // namespace
}  // namespace hookswitch::jitter
