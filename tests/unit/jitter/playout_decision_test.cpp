#include "hookswitch/jitter/playout_decision.hpp"

#include <gtest/gtest.h>

namespace hookswitch::jitter {
namespace {

/// All is well: 60 ms wanted, 60 ms there.
constexpr Snapshot steady() {
  Snapshot s;
  s.buffered = 60ms;
  s.delay = 60ms;
  s.target = 60ms;
  s.quiet = 10ms;
  return s;
}

Snapshot with(void (*change)(Snapshot&)) {
  Snapshot s = steady();
  change(s);
  return s;
}

TEST(PlayoutDecision, PlaysWhenDelayIsOnTarget) { EXPECT_EQ(decide(steady()).op, Op::play); }

TEST(PlayoutDecision, ConcealsWhenNothingIsThereAndBlendsBackAfter) {
  EXPECT_EQ(decide(with([](Snapshot& s) { s.buffered = 0ms; })).op, Op::conceal);
  EXPECT_EQ(decide(with([](Snapshot& s) { s.concealing = true; })).op, Op::blend_back);
}

TEST(PlayoutDecision, SqueezesTheMoreTheLaterItIs) {
  std::int32_t last = 0;
  for (const Micros excess : {Micros{10'000}, Micros{30'000}, Micros{100'000}}) {
    Snapshot s = steady();
    s.delay += excess;
    s.buffered += excess;
    EXPECT_EQ(decide(s).op, Op::squeeze);
    EXPECT_GT(decide(s).percent, last);
    last = decide(s).percent;
  }
}

TEST(PlayoutDecision, IsTheLessParticularTheLaterItIs) {
  std::int32_t last = 16'384;
  for (const Micros excess : {Micros{10'000}, Micros{100'000}, Micros{500'000}}) {
    Snapshot s = steady();
    s.delay += excess;
    s.buffered += excess;
    EXPECT_LT(decide(s).likeness, last);
    last = decide(s).likeness;
  }
}

TEST(PlayoutDecision, NeverBendsTheSpeechOfASenderThatRunsAheadButUsesItsSilence) {
  Snapshot s = steady();
  s.leads = true;
  for (const Micros delay : {Micros{70'000}, Micros{200'000}, Micros{2'000'000}}) {
    s.delay = s.buffered = delay;
    s.silence = false;
    EXPECT_EQ(decide(s).op, Op::play);
    s.silence = true;
    EXPECT_EQ(decide(s).op, Op::squeeze);
  }
}

TEST(PlayoutDecision, SqueezesSilenceAtFullSpeed) {
  const auto decision = decide(with([](Snapshot& s) {
    s.delay = s.buffered = 70ms;
    s.silence = true;
  }));
  EXPECT_EQ(decision, (Decision{Op::squeeze, 100}));
}

TEST(PlayoutDecision, DoesNotSqueezeTheLastOfWhatWaits) {
  EXPECT_NE(decide(with([](Snapshot& s) {
              s.delay = 300ms;
              s.buffered = 25ms;
              s.ahead = true;
            })).op,
            Op::squeeze);
}

TEST(PlayoutDecision, StretchesInAStallBeforeItRunsDry) {
  EXPECT_EQ(decide(with([](Snapshot& s) {
              s.buffered = 30ms;
              s.quiet = 60ms;
            })).op,
            Op::stretch);
}

TEST(PlayoutDecision, LeavesTheEndOfAudioThatWasSentAheadAlone) {
  EXPECT_EQ(decide(with([](Snapshot& s) {
              s.buffered = 10ms;
              s.quiet = 500ms;
              s.ahead = true;
            })).op,
            Op::play);
}

TEST(PlayoutDecision, NeverSqueezesAudioAheadOfItsScheduleHoweverMuchWaits) {
  EXPECT_EQ(decide(with([](Snapshot& s) {
              s.buffered = 9'500ms;
              s.ahead = true;
            })).op,
            Op::play);
}

}  // namespace
}  // namespace hookswitch::jitter
