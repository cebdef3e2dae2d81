#include "hookswitch/bridge/uplink.hpp"

#include <gtest/gtest.h>

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
  const Pcm held = up.take_held();
  ASSERT_EQ(held.size(), 80'000u);
  EXPECT_EQ(held.front(), 2);
  EXPECT_TRUE(up.take_held().empty());
}

TEST(Uplink, SilenceIsZerosOfTheRightLength) {
  Uplink up(24'000);
  const PcmView silence = up.silence(20ms);
  ASSERT_EQ(silence.size(), 480u);
  for (const Sample sample : silence) EXPECT_EQ(sample, 0);
}

}  // namespace
}  // namespace hookswitch::bridge
