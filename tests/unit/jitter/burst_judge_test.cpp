#include "hookswitch/jitter/burst_judge.hpp"

#include <gtest/gtest.h>

namespace hookswitch::jitter {
namespace {

using Finding = BurstJudge::Finding;
constexpr Instant t0{};

/// A sender and its schedule.
struct Sender {
  /// `count` pieces of `length`, `apart`; the finding that was any, else nothing.
  Finding send(int count, Micros length, Micros apart) {
    Finding found = Finding::nothing;
    for (int i = 0; i < count; ++i, now += apart) {
      const auto each = judge.observe(now, now - schedule - media, length);
      if (each == Finding::resumed) schedule += now - schedule - media;
      if (each != Finding::nothing) found = each;
      media += length;
    }
    return found;
  }
  /// Until all has been played, and `more`.
  void fall_silent(Micros more) { now = schedule + media + more; }

  BurstJudge judge;
  Instant schedule = t0;
  Instant now = t0;
  Micros media{0};
};

TEST(BurstJudge, WhatComesAtTheSendersPaceIsTheNextSentence) {
  Sender sender;
  for (int sentence = 0; sentence < 5; ++sentence) {
    EXPECT_EQ(sender.send(100, 20ms, 4ms), sentence == 0 ? Finding::nothing : Finding::resumed);
    sender.fall_silent(300ms);
  }
}

TEST(BurstJudge, WhatComesAtOnceWasHeldBack) {
  Sender sender;
  sender.send(50, 20ms, 4ms);
  sender.fall_silent(300ms);
  EXPECT_EQ(sender.send(100, 20ms, 0ms), Finding::held_back);
  EXPECT_FALSE(sender.judge.waiting());
}

TEST(BurstJudge, ASenderOfWholeSentencesIsNeverHeldBack) {
  Sender sender;
  for (const int pieces : {10, 200, 25, 100}) {
    EXPECT_NE(sender.send(pieces, 20ms, 0ms), Finding::held_back);
    sender.fall_silent(300ms);
  }
}

TEST(BurstJudge, HasNothingToSayOfASenderInRealTime) {
  Sender sender;
  sender.send(200, 20ms, 20ms);
  sender.fall_silent(300ms);
  EXPECT_EQ(sender.send(200, 20ms, 20ms), Finding::nothing);
  sender.fall_silent(300ms);
  EXPECT_EQ(sender.send(20, 20ms, 0ms), Finding::nothing);
}

TEST(BurstJudge, NorOfOneThatKeepsAShortLead) {
  Sender sender;
  sender.send(10, 20ms, 0ms);
  sender.send(200, 20ms, 20ms);
  sender.fall_silent(300ms);
  EXPECT_EQ(sender.send(10, 20ms, 0ms), Finding::nothing);
}

TEST(BurstJudge, HeldBackAudioDoesNotTeachAPace) {
  Sender sender;
  sender.send(50, 20ms, 4ms);
  sender.fall_silent(300ms);
  EXPECT_EQ(sender.send(100, 20ms, 0ms), Finding::held_back);
  sender.send(50, 20ms, 4ms);
  sender.fall_silent(300ms);
  EXPECT_EQ(sender.send(100, 20ms, 0ms), Finding::held_back);
}

}  // namespace
}  // namespace hookswitch::jitter
