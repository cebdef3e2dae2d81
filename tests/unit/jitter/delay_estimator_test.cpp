#include "hookswitch/jitter/delay_estimator.hpp"

#include <gtest/gtest.h>

namespace hookswitch::jitter {
namespace {

/// `seconds` of packets, 20 ms each; every `period`-th is `late`.
void feed(DelayEstimator& estimator, int seconds, int period, Micros late) {
  for (int i = 1; i <= seconds * 50; ++i) estimator.observe(i % period == 0 ? late : 0us, 20ms);
}

TEST(DelayEstimator, FallsToTheFloorOnALinkWithoutJitter) {
  DelayEstimator estimator({});
  EXPECT_EQ(estimator.target(), 60ms);
  feed(estimator, 60, 1, 0us);
  EXPECT_EQ(estimator.target(), 20ms);
}

TEST(DelayEstimator, CoversCommonLatenessWhole) {
  DelayEstimator estimator({});
  feed(estimator, 60, 10, 200ms);
  EXPECT_GE(estimator.target(), 200ms);
  EXPECT_LE(estimator.target(), 230ms);
}

TEST(DelayEstimator, CoversRareStallsAsFarAsSlowPlayoutReaches) {
  DelayEstimator estimator({});
  feed(estimator, 120, 150, 300ms);  // every 3 s
  EXPECT_GE(estimator.target(), 200ms);
  EXPECT_LE(estimator.target(), 250ms);
}

TEST(DelayEstimator, RisesAtOnceWithAStallAndFallsBackWithinSecondsWhenItWasTheOnlyOne) {
  DelayEstimator estimator({});
  feed(estimator, 60, 1, 0us);
  estimator.observe(400ms, 20ms);
  EXPECT_GE(estimator.target(), 250ms);
  Micros last = estimator.target();
  for (int second = 0; second < 15; ++second) {
    feed(estimator, 1, 1, 0us);
    EXPECT_LE(estimator.target(), last);
    last = estimator.target();
    if (second == 2) {
      EXPECT_GE(last, 120ms);
    }
  }
  EXPECT_LE(last, 30ms);
}

TEST(DelayEstimator, ForgetsABadMinute) {
  DelayEstimator estimator({});
  feed(estimator, 60, 50, 500ms);
  EXPECT_GT(estimator.target(), 300ms);
  feed(estimator, 120, 1, 0us);
  EXPECT_EQ(estimator.target(), 20ms);
}

TEST(DelayEstimator, StaysWithinItsBoundsWhateverIsObserved) {
  DelayEstimator estimator({.floor = 40ms, .ceiling = 800ms});
  for (const Micros late : {Micros::max(), Micros::min(), Micros{0}, Micros{1} * 1'000'000'000'000})
    for (int i = 0; i < 500; ++i) {
      estimator.observe(late, Micros::max());
      ASSERT_GE(estimator.target(), 40ms);
      ASSERT_LE(estimator.target(), 800ms);
    }
}

}  // namespace
}  // namespace hookswitch::jitter
