#include "hookswitch/codec/media_format.hpp"

#include <gtest/gtest.h>

#include "hookswitch/audio/g711.hpp"

namespace hookswitch::codec {
namespace {

constexpr Encoding kAll[] = {Encoding::pcmu, Encoding::pcma, Encoding::l16_little,
                             Encoding::l16_big};
using Bytes = std::vector<std::uint8_t>;

Pcm every_sample() {
  Pcm samples;
  for (int value = -32'768; value <= 32'767; ++value) samples.push_back(static_cast<Sample>(value));
  return samples;
}

TEST(MediaFormat, TelephoneByteValuesStandForTheSamplesOfTheStandard) {
  Pcm out;
  ASSERT_TRUE(decode(Encoding::pcmu, Bytes{0xFF, 0x80, 0x00, 0x7F}, out));
  EXPECT_EQ(out, (Pcm{0, 32'124, -32'124, 0}));
  out.clear();
  ASSERT_TRUE(decode(Encoding::pcma, Bytes{0xD5, 0x55, 0xAA, 0x2A}, out));
  EXPECT_EQ(out, (Pcm{8, -8, 32'256, -32'256}));
}

TEST(MediaFormat, TheTwoByteOrdersAreEachOthersMirror) {
  const Pcm samples{0x0102, -2, 32'767, -32'768};
  Bytes little, big;
  encode(Encoding::l16_little, samples, little);
  encode(Encoding::l16_big, samples, big);
  EXPECT_EQ(little, (Bytes{0x02, 0x01, 0xFE, 0xFF, 0xFF, 0x7F, 0x00, 0x80}));
  EXPECT_EQ(big, (Bytes{0x01, 0x02, 0xFF, 0xFE, 0x7F, 0xFF, 0x80, 0x00}));
}

/// Blocks of samples may be computed where single ones are looked up.
TEST(MediaFormat, TelephoneAudioIsCodedByTheTablesWhereverItLies) {
  Bytes bytes, every_byte;
  for (int i = 0; i < 256; ++i) every_byte.push_back(static_cast<std::uint8_t>(i));
  for (std::size_t skipped = 0; skipped < 40; ++skipped) {
    Pcm samples;
    ASSERT_TRUE(decode(Encoding::pcmu, std::span(every_byte).subspan(skipped), samples));
    for (std::size_t i = 0; i < samples.size(); ++i)
      ASSERT_EQ(samples[i], g711::ulaw_to_linear(every_byte[skipped + i]));
  }
  for (const std::size_t skipped : {0u, 1u, 7u, 15u}) {
    const Pcm samples = every_sample();
    bytes.clear();
    encode(Encoding::pcmu, std::span(samples).subspan(skipped), bytes);
    ASSERT_EQ(bytes.size(), samples.size() - skipped);
    for (std::size_t i = 0; i < bytes.size(); ++i)
      ASSERT_EQ(bytes[i], g711::linear_to_ulaw(samples[skipped + i])) << samples[skipped + i];
  }
}

TEST(MediaFormat, LinearAudioComesBackUntouched) {
  for (const Encoding encoding : {Encoding::l16_little, Encoding::l16_big}) {
    Bytes wire;
    encode(encoding, every_sample(), wire);
    Pcm back;
    ASSERT_TRUE(decode(encoding, wire, back));
    EXPECT_EQ(back, every_sample()) << to_string(encoding);
  }
}

TEST(MediaFormat, DecodeAndEncodeAppend) {
  for (const Encoding encoding : kAll) {
    Bytes wire{42};
    encode(encoding, Pcm{100, -100}, wire);
    ASSERT_EQ(wire.size(), 1u + 2u * static_cast<unsigned>(bytes_per_sample(encoding)));
    EXPECT_EQ(wire[0], 42);
    Pcm out{7};
    ASSERT_TRUE(decode(encoding, std::span(wire).subspan(1), out));
    ASSERT_EQ(out.size(), 3u);
    EXPECT_EQ(out[0], 7);
    EXPECT_NEAR(out[1], 100, 4);
    EXPECT_NEAR(out[2], -100, 4);
  }
}

TEST(MediaFormat, AnOddByteIsAnErrorThatLosesNoWholeSample) {
  for (const Encoding encoding : {Encoding::l16_little, Encoding::l16_big}) {
    Pcm out{9};
    const auto result = decode(encoding, Bytes{1, 1, 2, 2, 3}, out);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::odd_byte_count);
    EXPECT_EQ(result.error().at, 4u);
    EXPECT_EQ(out, (Pcm{9, 0x0101, 0x0202}));
  }
}

TEST(MediaFormat, OneByteOfLinearAudioIsOnlyAnOddByte) {
  Pcm out;
  const auto result = decode(Encoding::l16_big, Bytes{1}, out);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), (Error{Errc::odd_byte_count, 0}));
  EXPECT_TRUE(out.empty());
}

TEST(MediaFormat, NothingAtAllIsEmptyAudioInEveryEncoding) {
  for (const Encoding encoding : kAll) {
    Pcm out{1};
    const auto result = decode(encoding, {}, out);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::empty_audio);
    EXPECT_EQ(out, Pcm{1});
  }
}

TEST(MediaFormat, EncodingNothingAddsNothing) {
  for (const Encoding encoding : kAll) {
    Bytes wire;
    encode(encoding, {}, wire);
    EXPECT_TRUE(wire.empty());
  }
}

TEST(MediaFormat, EveryEncodingHasANameOfItsOwn) {
  for (const Encoding a : kAll)
    for (const Encoding b : kAll) EXPECT_EQ(to_string(a) == to_string(b), a == b);
}

}  // namespace
}  // namespace hookswitch::codec
