// Whole calls over recorded and generated links.
#include <gtest/gtest.h>

#include <string>

#include "kit/speech_source.hpp"
#include "kit/trace_file.hpp"
#include "kit/trace_generator.hpp"
#include "kit/trace_run.hpp"

namespace hookswitch::jitter {
namespace {

using kit::LinkKind;

struct Bound {
  const char* trace;
  double concealed_pct;
  double mean_ms;
};
/// What WebRTC's NetEq of January 2023 does on the tuning traces with the same speech: its
/// concealment, and 0.8 times its mean delay. `npm run bench -- jitter` measures it.
constexpr Bound kNetEq[] = {
    {"tcp-bufferbloat-s11", 0.198, 0.8 * 199.3}, {"tcp-handover-s11", 3.268, 0.8 * 576.9},
    {"tcp-home-good-s11", 0.175, 0.8 * 41.5},    {"tcp-loss1-rtt60-s11", 0.081, 0.8 * 101.5},
    {"tcp-wifi-spiky-s11", 0.234, 0.8 * 164.3},
};

TEST(Traces, AreMasteredWithLessConcealmentAndDelayThanNetEq) {
  const auto speech = kit::read_speech(HOOKSWITCH_SPEECH_DIR);
  ASSERT_TRUE(speech) << HOOKSWITCH_SPEECH_DIR;
  JitterBuffer::Config config;
  config.rate_hz = speech->rate_hz;
  for (const auto& bound : kNetEq) {
    const auto trace = kit::read_trace(std::string(HOOKSWITCH_TRACES "/") + bound.trace + ".csv");
    ASSERT_TRUE(trace) << bound.trace;
    const auto score = kit::run_trace(*trace, speech->samples, config);
    EXPECT_LE(score.concealed_pct, bound.concealed_pct) << bound.trace;
    EXPECT_LE(score.mean_ms, bound.mean_ms) << bound.trace;
    EXPECT_EQ(score.dropped_pct, 0) << bound.trace;
  }
}

TEST(Traces, OfEveryKindOfLinkArePlayedWholeAtEveryRate) {
  for (const auto kind : kit::kLinkKinds)
    for (const int rate : {8'000, 16'000, 24'000}) {
      const auto trace = kit::generate_trace(kind, 9, 30);
      JitterBuffer::Config config;
      config.rate_hz = rate;
      const auto score = kit::run_trace(trace, kit::speech_like(rate, 10, 1), config);
      EXPECT_LT(score.concealed_pct, 6) << trace.name << " at " << rate;
      EXPECT_EQ(score.dropped_pct, 0) << trace.name << " at " << rate;
      EXPECT_LT(score.mean_ms, 600) << trace.name << " at " << rate;
    }
}

TEST(Traces, GiveTheSameAudioEveryTime) {
  const auto trace = kit::generate_trace(LinkKind::bursty_wifi, 3, 20);
  const Pcm speech = kit::speech_like(8'000, 10, 1);
  Pcm first;
  Pcm second;
  kit::run_trace(trace, speech, {}, &first);
  kit::run_trace(trace, speech, {}, &second);
  EXPECT_EQ(first, second);
}

TEST(Traces, MadeFromOneSeedAreOne) {
  for (const auto kind : kit::kLinkKinds) {
    const auto a = kit::generate_trace(kind, 5, 10);
    const auto b = kit::generate_trace(kind, 5, 10);
    ASSERT_EQ(a.packets.size(), 500u);
    Micros last{0};
    for (std::size_t i = 0; i < a.packets.size(); ++i) {
      EXPECT_EQ(a.packets[i].arrived, b.packets[i].arrived);
      EXPECT_GE(*a.packets[i].arrived, last);
      last = *a.packets[i].arrived;
    }
  }
}

}  // namespace
}  // namespace hookswitch::jitter
