#include "hookswitch/audio/g711.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hookswitch {
namespace {

// A law written down the slow way, as the standard's tables do: for each of 128 levels of one sign,
// the decision value where it begins and the value it is decoded to, in samples of 16 bit.
struct Level {
  int begins;
  int value;
};

// Tables 2a/2b: 8 segments of 16 steps; steps of 2 in the first, doubling; 14-bit scale. The first
// step has half the size: it reaches from -1 to 1 and is decoded to 0.
std::vector<Level> ulaw_levels() {
  std::vector<Level> levels{{0, 0}};
  int edge = 1;
  for (int segment = 0; segment < 8; ++segment)
    for (int step = segment == 0 ? 1 : 0; step < 16; ++step) {
      const int size = 2 << segment;
      levels.push_back({4 * edge, 4 * (edge + size / 2)});
      edge += size;
    }
  EXPECT_EQ(edge, 8159);  // the virtual last decision value of table 2a
  return levels;
}

// Tables 1a/1b: the first two segments have steps of 2, then doubling; 13-bit scale.
std::vector<Level> alaw_levels() {
  std::vector<Level> levels;
  int edge = 0;
  for (int segment = 0; segment < 8; ++segment)
    for (int step = 0; step < 16; ++step) {
      const int size = segment == 0 ? 2 : 1 << segment;
      levels.push_back({8 * edge, 8 * (edge + size / 2)});
      edge += size;
    }
  EXPECT_EQ(edge, 4096);  // the virtual last decision value of table 1a
  return levels;
}

int level_of(const std::vector<Level>& levels, int magnitude) {
  int level = 0;
  while (level < 127 && magnitude >= levels[static_cast<std::size_t>(level) + 1].begins) ++level;
  return level;
}

TEST(G711, UlawDecodesEveryByteToTheValueOfTheStandard) {
  const auto levels = ulaw_levels();
  for (int level = 0; level < 128; ++level) {
    const int value = levels[static_cast<std::size_t>(level)].value;
    EXPECT_EQ(g711::ulaw_to_linear(static_cast<std::uint8_t>(0xFF - level)), value);
    EXPECT_EQ(g711::ulaw_to_linear(static_cast<std::uint8_t>(0x7F - level)), -value);
  }
}

TEST(G711, AlawDecodesEveryByteToTheValueOfTheStandard) {
  const auto levels = alaw_levels();
  for (int level = 0; level < 128; ++level) {
    const int value = levels[static_cast<std::size_t>(level)].value;
    EXPECT_EQ(g711::alaw_to_linear(static_cast<std::uint8_t>((0x80 | level) ^ 0x55)), value);
    EXPECT_EQ(g711::alaw_to_linear(static_cast<std::uint8_t>(level ^ 0x55)), -value);
  }
}

TEST(G711, UlawEncodesEverySampleToTheLevelOfTheStandard) {
  const auto levels = ulaw_levels();
  for (int sample = -32'768; sample <= 32'767; ++sample) {
    const int level = level_of(levels, sample < 0 ? -sample - 1 : sample);
    const int expected = (sample < 0 ? 0x7F : 0xFF) - level;
    ASSERT_EQ(g711::linear_to_ulaw(static_cast<Sample>(sample)), expected) << sample;
  }
}

TEST(G711, AlawEncodesEverySampleToTheLevelOfTheStandard) {
  const auto levels = alaw_levels();
  for (int sample = -32'768; sample <= 32'767; ++sample) {
    const int level = level_of(levels, sample < 0 ? -sample - 1 : sample);
    const int expected = (level | (sample < 0 ? 0 : 0x80)) ^ 0x55;
    ASSERT_EQ(g711::linear_to_alaw(static_cast<Sample>(sample)), expected) << sample;
  }
}

TEST(G711, EveryByteSurvivesASecondPassExceptUlawsNegativeZero) {
  for (int byte = 0; byte < 256; ++byte) {
    const auto wire = static_cast<std::uint8_t>(byte);
    EXPECT_EQ(g711::linear_to_alaw(g711::alaw_to_linear(wire)), wire);
    EXPECT_EQ(g711::linear_to_ulaw(g711::ulaw_to_linear(wire)), byte == 0x7F ? 0xFF : wire);
  }
}

}  // namespace
}  // namespace hookswitch
