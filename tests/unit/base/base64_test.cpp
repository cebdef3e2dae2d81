#include "hookswitch/base/base64.hpp"

#include <gtest/gtest.h>

#include "hookswitch/base/rng.hpp"

namespace hookswitch {
namespace {

std::string encode(std::string_view text) {
  std::string out;
  base64_append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, out);
  return out;
}

TEST(Base64, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, GivesBackEveryByteOfEveryLength) {
  Rng rng(1);
  for (std::size_t length = 0; length < 200; ++length) {
    std::vector<std::uint8_t> bytes(length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng.next());
    std::string text;
    base64_append(bytes, text);
    std::vector<std::uint8_t> back;
    ASSERT_TRUE(base64_decode(text, back));
    EXPECT_EQ(back, bytes);
  }
}

/// Every character at every place. Four of them alone are too short for any vector instruction.
TEST(Base64, ReadsALongTextAsItsGroupsOfFour) {
  constexpr std::size_t kGroups = 30;
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) text += "Zm9v";
  for (std::size_t at = 0; at < text.size(); ++at)
    for (int c = 0; c < 256; ++c) {
      std::string one = text;
      one[at] = static_cast<char>(c);
      if (c == '=' && at + 1 == text.size()) continue;  // padding belongs to the whole text
      std::vector<std::uint8_t> whole, parts;
      bool sound = true;
      for (std::size_t i = 0; i < kGroups; ++i)
        sound &= base64_decode(std::string_view(one).substr(4 * i, 4), parts).has_value() &&
                 one.substr(4 * i, 4).find('=') == std::string::npos;
      const auto read = base64_decode(one, whole);
      ASSERT_EQ(read.has_value(), sound) << at << ' ' << c;
      if (sound) {
        ASSERT_EQ(whole, parts) << at << ' ' << c;
      } else {
        ASSERT_EQ(read.error().at, at) << c;
      }
    }
}

TEST(Base64, WritesLongBytesAsItsGroupsOfThree) {
  Rng rng(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint8_t> bytes(150);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(rng.next());
    std::string whole, parts;
    base64_append(bytes, whole);
    for (std::size_t i = 0; i < bytes.size(); i += 3)
      base64_append(std::span(bytes).subspan(i, 3), parts);
    ASSERT_EQ(whole, parts);
  }
}

TEST(Base64, AcceptsMissingPadding) {
  std::vector<std::uint8_t> out;
  ASSERT_TRUE(base64_decode("Zg", out));
  EXPECT_EQ(out, std::vector<std::uint8_t>{'f'});
}

TEST(Base64, NamesTheFirstBadCharacterAndKeepsTheOldBytes) {
  for (const std::string_view text : {"Zm9v Zg=", "Zm9v\nZg=", "Zm9v-_==", "Zm9v=Zg="}) {
    std::vector<std::uint8_t> out{1, 2};
    const auto result = base64_decode(text, out);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, Errc::bad_base64);
    EXPECT_EQ(result.error().at, 4u) << text;
    EXPECT_EQ(out.size(), 2u);
  }
}

TEST(Base64, RefusesLengthsThatNoByteCountHas) {
  std::vector<std::uint8_t> out;
  EXPECT_FALSE(base64_decode("Z", out));
  EXPECT_FALSE(base64_decode("Zm9vZ", out));
  EXPECT_FALSE(base64_decode("Zm8==", out));
  EXPECT_FALSE(base64_decode("===", out));
}

}  // namespace
}  // namespace hookswitch
