#include "hookswitch/bridge/uplink.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hookswitch::bridge {
namespace {

TEST(Uplink, EqualRatesPassThroughUntouched) {
  Uplink up(8'000);
  const Pcm audio{1, -2, 3};
  const PcmView same = up.convert(audio, 8'000);
  EXPECT_EQ(same.data(), audio.data());
  EXPECT_EQ(same.size(), 3u);
}

TEST(Uplink, OtherRatesAreConvertedAndMayChangeInMidCall) {
  Uplink up(24'000);
  std::size_t samples = 0;
  for (int i = 0; i < 50; ++i) samples += up.convert(Pcm(160, 9), 8'000).size();
  EXPECT_NEAR(static_cast<double>(samples), 24'000, 150);
  samples = 0;
  for (int i = 0; i < 50; ++i) samples += up.convert(Pcm(320, 9), 16'000).size();
  EXPECT_NEAR(static_cast<double>(samples), 24'000, 150);
}

TEST(Uplink, TheNewestTenSecondsAreHeld) {
  Uplink up(8'000);
  up.hold(Pcm(16'000, 1));
  up.hold(Pcm(80'000, 2));
  EXPECT_EQ(up.dropped(), 2s);
  std::size_t held = 0;
  for (PcmView next = up.take_held(1s); !next.empty(); next = up.take_held(1s)) {
    EXPECT_LE(next.size(), 8'000u);
    EXPECT_EQ(next.front(), 2);
    held += next.size();
  }
  EXPECT_EQ(held, 80'000u);
  EXPECT_TRUE(up.take_held(1s).empty());
}

TEST(Uplink, OfAMessageLongerThanThatItsEndIsHeld) {
  Uplink up(24'000);
  Pcm half_a_minute(30 * 24'000, 1);
  std::fill(half_a_minute.end() - 10 * 24'000, half_a_minute.end(), Sample{2});
  up.hold(half_a_minute);
  EXPECT_EQ(up.dropped(), 20s);
  EXPECT_EQ(up.take_held(20s).size(), 10u * 24'000);
  up.hold(Pcm(24'000, 3));
  const PcmView held = up.take_held(20s);
  EXPECT_EQ(held.size(), 24'000u);
  EXPECT_EQ(held.front(), 3);
}

TEST(Uplink, SilenceIsZerosOfTheRightLength) {
  Uplink up(24'000);
  const PcmView silence = up.silence(20ms);
  ASSERT_EQ(silence.size(), 480u);
  for (const Sample sample : silence) EXPECT_EQ(sample, 0);
}

}  // namespace
}  // namespace hookswitch::bridge
