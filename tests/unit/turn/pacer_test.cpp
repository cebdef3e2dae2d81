#include "hookswitch/turn/pacer.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace hookswitch::turn {
namespace {

constexpr Instant t0{Micros{5'000'000}};

Pcm ramp(std::size_t samples, Sample from = 1) {
  Pcm audio(samples);
  std::iota(audio.begin(), audio.end(), from);
  return audio;
}

/// All that is due at `now`, joined.
Pcm take_all(Pacer& pacer, PlaybackLedger& ledger, Instant now) {
  Pcm all;
  while (const auto due = pacer.take_due(now, ledger))
    all.insert(all.end(), due->frame.begin(), due->frame.end());
  return all;
}

TEST(Pacer, SendsTheLeadAtOnceAndThenOneFramePerFrameTime) {
  Pacer pacer({});
  PlaybackLedger ledger;
  EXPECT_EQ(pacer.push("a", ramp(8'000)), 0u);
  EXPECT_EQ(take_all(pacer, ledger, t0).size(), 11u * 160) << "200 ms and the frame in hand";
  EXPECT_EQ(pacer.next_due(ledger), t0 + 20ms);
  EXPECT_FALSE(pacer.take_due(t0 + 19ms, ledger));
  EXPECT_TRUE(pacer.take_due(t0 + 20ms, ledger));
  EXPECT_FALSE(pacer.take_due(t0 + 20ms, ledger));
  EXPECT_EQ(pacer.next_due(ledger), t0 + 40ms);
}

TEST(Pacer, KeepsTheOrderAndEverySampleWhateverTheChunks) {
  Pacer pacer({});
  PlaybackLedger ledger;
  const Pcm audio = ramp(1'600);
  for (std::size_t at = 0; at < audio.size(); at += 37)
    pacer.push("a", PcmView(audio).subspan(at, std::min<std::size_t>(37, audio.size() - at)));
  pacer.finish("a");
  Pcm heard;
  for (Instant now = t0; !pacer.idle(); now += 20ms) {
    const Pcm some = take_all(pacer, ledger, now);
    heard.insert(heard.end(), some.begin(), some.end());
  }
  EXPECT_EQ(heard, audio);
}

TEST(Pacer, HoldsBackHalfAFrameUntilMoreComesOrTheItemEnds) {
  Pacer pacer({});
  PlaybackLedger ledger;
  pacer.push("a", ramp(100));
  EXPECT_FALSE(pacer.take_due(t0, ledger));
  EXPECT_EQ(pacer.next_due(ledger), std::nullopt) << "no deadline without a frame: no busy loop";
  pacer.finish("a");
  const auto due = pacer.take_due(t0, ledger);
  ASSERT_TRUE(due);
  ASSERT_EQ(due->frame.size(), 160u);
  EXPECT_EQ(due->frame[99], 100);
  EXPECT_EQ(due->frame[100], 0);
  EXPECT_TRUE(pacer.idle());
}

TEST(Pacer, ANewItemEndsTheOneBeforeAndNeverSharesItsFrame) {
  Pacer pacer({});
  PlaybackLedger ledger;
  pacer.push("a", ramp(200));
  pacer.push("b", ramp(160, 1'000));
  std::vector<std::string> items;
  while (const auto due = pacer.take_due(t0, ledger)) items.emplace_back(due->item);
  EXPECT_EQ(items, (std::vector<std::string>{"a", "a", "b"}));
}

TEST(Pacer, EveryFrameIsEnteredInTheLedger) {
  Pacer pacer({});
  PlaybackLedger ledger;
  ledger.received("a", 100ms);
  pacer.push("a", ramp(800));
  take_all(pacer, ledger, t0);
  EXPECT_EQ(ledger.heard("a", t0 + 60ms), 60ms);
  EXPECT_EQ(ledger.plays_until(), t0 + 100ms);
}

TEST(Pacer, ClearThrowsAwayWhatWaits) {
  Pacer pacer({});
  PlaybackLedger ledger;
  pacer.push("a", ramp(16'000));
  take_all(pacer, ledger, t0);
  pacer.clear();
  EXPECT_TRUE(pacer.idle());
  EXPECT_EQ(pacer.waiting(), 0ms);
  EXPECT_FALSE(pacer.take_due(t0 + 10s, ledger));
  pacer.push("b", ramp(160, 77));
  const auto due = pacer.take_due(t0 + 10s, ledger);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->frame[0], 77);
}

TEST(Pacer, KeepsAMinuteOfSpeechInHalfAMegabyteAndRefusesTheRest) {
  struct Case {
    int rate_hz;
    Micros least;
  };
  for (const Case& line : {Case{8'000, 64s}, Case{16'000, 64s}, Case{24'000, 42s}}) {
    Pacer pacer({.rate_hz = line.rate_hz});
    std::size_t refused = 0;
    for (int second = 0; second < 938; ++second)
      refused += pacer.push("a", ramp(static_cast<std::size_t>(line.rate_hz)));
    EXPECT_GE(pacer.waiting(), line.least) << line.rate_hz;
    EXPECT_LE(pacer.bytes(), 512u * 1'024) << line.rate_hz;
    EXPECT_EQ(pacer.waiting() + duration_of(static_cast<std::int64_t>(refused), line.rate_hz),
              Micros{938s});
    EXPECT_EQ(pacer.push("a", ramp(10)), 10u);
  }
}

TEST(Pacer, ManyShortItemsAreBoundedToo) {
  Pacer pacer({});
  std::size_t refused = 0;
  for (int i = 0; i < 100'000; ++i) refused += pacer.push("item " + std::to_string(i), ramp(1));
  EXPECT_EQ(refused, 100'000u - Pacer::kMaxItems);
}

TEST(Pacer, AfterAPauseItStartsAgainAtTheClockNotInThePast) {
  Pacer pacer({});
  PlaybackLedger ledger;
  pacer.push("a", ramp(160));
  take_all(pacer, ledger, t0);
  pacer.push("a", ramp(8'000));
  EXPECT_EQ(take_all(pacer, ledger, t0 + 60s).size(), 11u * 160);
}

TEST(Pacer, OtherRatesAndFrameTimesWorkAlike) {
  Pacer pacer({.rate_hz = 16'000, .frame_samples = 160, .lead = 50ms});
  PlaybackLedger ledger;
  pacer.push("a", ramp(1'600));
  EXPECT_EQ(take_all(pacer, ledger, t0).size(), 6u * 160);
  EXPECT_EQ(pacer.next_due(ledger), t0 + 10ms);
}

}  // namespace
}  // namespace hookswitch::turn
