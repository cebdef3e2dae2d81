#include "hookswitch/bridge/arrival_meter.hpp"

#include <gtest/gtest.h>

#include "start_time.hpp"

namespace hookswitch::bridge {
namespace {

TEST(ArrivalMeter, EvenArrivalsHaveNoJitter) {
  ArrivalMeter meter;
  for (int i = 0; i < 500; ++i) meter.message(200, 20ms, t0 + i * 20ms);
  EXPECT_EQ(meter.jitter().mean_ms, 0);
  EXPECT_EQ(meter.jitter().max_ms, 0);
  EXPECT_EQ(meter.figures().frames, 500u);
  EXPECT_EQ(meter.figures().bytes, 100'000u);
  EXPECT_EQ(meter.figures().audio_ms, 10'000);
  EXPECT_EQ(meter.figures().gaps, 0u);
}

TEST(ArrivalMeter, EveryTenthMessageLateIsSeenInTheTail) {
  ArrivalMeter meter;
  for (int i = 0; i < 1'000; ++i)
    meter.message(200, 20ms, t0 + i * 20ms + (i % 10 == 9 ? Micros{15ms} : Micros{0}));
  EXPECT_NEAR(meter.jitter().mean_ms, 1.5, 0.11);
  EXPECT_NEAR(meter.jitter().p95_ms, 15, 1.1);
  EXPECT_EQ(meter.jitter().max_ms, 15);
}

TEST(ArrivalMeter, AGapOfAHundredMillisecondsCounts) {
  ArrivalMeter meter;
  meter.message(1, 20ms, t0);
  meter.message(1, 20ms, t0 + 99ms);
  EXPECT_EQ(meter.figures().gaps, 0u);
  meter.message(1, 20ms, t0 + 199ms);
  EXPECT_EQ(meter.figures().gaps, 1u);
  EXPECT_EQ(meter.figures().longest_gap_ms, 100);
}

TEST(ArrivalMeter, LongMessagesAreNoGaps) {
  ArrivalMeter meter;
  for (int i = 0; i < 50; ++i) meter.message(1'600, 200ms, t0 + i * 200ms);
  EXPECT_EQ(meter.figures().gaps, 0u);
  meter.message(1'600, 200ms, t0 + 50 * 200ms + 79ms);
  EXPECT_EQ(meter.figures().gaps, 0u);
  meter.message(1'600, 200ms, t0 + 51 * 200ms + 160ms);
  EXPECT_EQ(meter.figures().gaps, 1u);
}

TEST(ArrivalMeter, APauseIsNoJitter) {
  ArrivalMeter meter;
  for (int i = 0; i < 50; ++i) meter.message(1, 20ms, t0 + i * 20ms);
  for (int i = 0; i < 50; ++i) meter.message(1, 20ms, t0 + 10s + i * 20ms);
  EXPECT_EQ(meter.jitter().max_ms, 0);
  EXPECT_EQ(meter.figures().gaps, 1u);
}

TEST(ArrivalMeter, ClockDriftIsNoJitter) {
  ArrivalMeter meter;
  // The carrier's clock is 0.1 % slow: 20.02 ms per message, for ten minutes.
  for (int i = 0; i < 30'000; ++i) meter.message(1, 20ms, t0 + i * Micros{20'020});
  EXPECT_LE(meter.jitter().max_ms, 10.1) << "at most what drifts in two windows";
}

TEST(ArrivalMeter, WithoutMessagesAllIsZero) {
  EXPECT_EQ(ArrivalMeter().jitter().p95_ms, 0);
  EXPECT_EQ(ArrivalMeter().figures().frames, 0u);
}

}  // namespace
}  // namespace hookswitch::bridge
