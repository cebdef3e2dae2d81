#include "hookswitch/turn/playback_ledger.hpp"

#include <gtest/gtest.h>

namespace hookswitch::turn {
namespace {

constexpr Instant t0{Micros{1'000'000}};

TEST(PlaybackLedger, AnUnknownItemHasHeardNothing) {
  const PlaybackLedger ledger;
  EXPECT_EQ(ledger.heard("a", t0), Micros{0});
  EXPECT_EQ(ledger.received("a"), Micros{0});
  EXPECT_TRUE(ledger.unheard(t0).empty());
}

TEST(PlaybackLedger, AudioIsHeardAsTimePassesAndNeverBeyondWhatWasSent) {
  PlaybackLedger ledger;
  ledger.received("a", 1s);
  ledger.sent("a", 200ms, t0);
  EXPECT_EQ(ledger.heard("a", t0), 0ms);
  EXPECT_EQ(ledger.heard("a", t0 + 50ms), 50ms);
  EXPECT_EQ(ledger.heard("a", t0 + 200ms), 200ms);
  EXPECT_EQ(ledger.heard("a", t0 + 5s), 200ms);
  EXPECT_EQ(ledger.plays_until(), t0 + 200ms);
}

TEST(PlaybackLedger, WhatIsSentWhileTheCarrierStillPlaysQueuesBehindIt) {
  PlaybackLedger ledger;
  ledger.received("a", 400ms);
  for (int i = 0; i < 20; ++i) ledger.sent("a", 20ms, t0 + i * 5ms);
  EXPECT_EQ(ledger.plays_until(), t0 + 400ms);
  EXPECT_EQ(ledger.heard("a", t0 + 130ms), 130ms);
}

TEST(PlaybackLedger, APauseBetweenFramesIsNotCountedAsHeard) {
  PlaybackLedger ledger;
  ledger.received("a", 200ms);
  ledger.sent("a", 100ms, t0);
  ledger.sent("a", 100ms, t0 + 1s);
  EXPECT_EQ(ledger.heard("a", t0 + 500ms), 100ms);
  EXPECT_EQ(ledger.heard("a", t0 + 1s + 30ms), 130ms);
}

TEST(PlaybackLedger, ClearingLosesExactlyWhatWasNotPlayed) {
  PlaybackLedger ledger;
  ledger.received("a", 300ms);
  ledger.sent("a", 200ms, t0);
  ledger.received("b", 300ms);
  ledger.sent("b", 100ms, t0);
  ledger.cleared(t0 + 150ms);
  EXPECT_EQ(ledger.heard("a", t0 + 150ms), 150ms);
  EXPECT_EQ(ledger.heard("a", t0 + 9s), 150ms);
  EXPECT_EQ(ledger.heard("b", t0 + 9s), 0ms);
  EXPECT_EQ(ledger.plays_until(), t0 + 150ms);
  EXPECT_EQ(ledger.unheard(t0 + 9s), (std::vector<std::string>{"a", "b"}));
}

TEST(PlaybackLedger, PaddingIsNeverHeardAsTheAgentsAudio) {
  PlaybackLedger ledger;
  ledger.received("a", 25ms);
  ledger.sent("a", 40ms, t0);  // two whole frames
  EXPECT_EQ(ledger.heard("a", t0 + 1s), 25ms);
  EXPECT_TRUE(ledger.unheard(t0 + 1s).empty());
}

TEST(PlaybackLedger, RoundingOfLessThanAMillisecondLeavesNothingUnheard) {
  PlaybackLedger ledger;
  ledger.received("a", Micros{40'600});
  ledger.sent("a", 40ms, t0);
  EXPECT_TRUE(ledger.unheard(t0 + 40ms).empty());
  EXPECT_EQ(ledger.unheard(t0 + 39ms).size(), 1u);
}

TEST(PlaybackLedger, ForgottenItemsAreUnknownAgain) {
  PlaybackLedger ledger;
  ledger.received("a", 100ms);
  ledger.sent("a", 100ms, t0);
  ledger.forget("a");
  EXPECT_EQ(ledger.heard("a", t0 + 1s), 0ms);
  EXPECT_EQ(ledger.plays_until(), t0 + 100ms) << "the carrier plays on all the same";
}

TEST(PlaybackLedger, ItKeepsABoundedNumberOfItems) {
  PlaybackLedger ledger;
  for (int i = 0; i < 1'000; ++i) ledger.received("item" + std::to_string(i), 20ms);
  EXPECT_EQ(ledger.unheard(t0).size(), PlaybackLedger::kMaxItems);
  EXPECT_EQ(ledger.received("item0"), 0ms);
  EXPECT_EQ(ledger.received("item999"), 20ms);
}

}  // namespace
}  // namespace hookswitch::turn
