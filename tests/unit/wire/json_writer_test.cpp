#include "hookswitch/wire/json_writer.hpp"

#include <gtest/gtest.h>

#include "hookswitch/base/rng.hpp"

namespace hookswitch::wire {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out;
  append_quoted(text, out);
  return out;
}

TEST(AppendQuoted, EscapesWhatJsonMustAndWhatIsNotAscii) {
  EXPECT_EQ(in_quotes("plain /text"), R"("plain /text")");
  EXPECT_EQ(in_quotes("\"\\\n\r\t"), R"("\"\\\n\r\t")");
  EXPECT_EQ(in_quotes(std::string_view("\0\x1F\x7F", 3)), R"("\u0000\u001f\u007f")");
  EXPECT_EQ(in_quotes("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\x9E"), R"("\u00e9\u20ac\ud83d\udcde")");
}

TEST(AppendQuoted, ReplacesEachByteThatIsNotUtf8) {
  EXPECT_EQ(in_quotes("a\xFFz"), R"("a\ufffdz")");
  EXPECT_EQ(in_quotes("\xC0\x80"), R"("\ufffd\ufffd")");
  EXPECT_EQ(in_quotes("\xED\xA0\x80"), R"("\ufffd\ufffd\ufffd")");
  EXPECT_EQ(in_quotes("\xE2\x82"), R"("\ufffd\ufffd")");
  EXPECT_EQ(in_quotes("\xF4\x90\x80\x80"), R"("\ufffd\ufffd\ufffd\ufffd")");
}

TEST(AppendQuoted, WritesWhatTheReaderReadsForAnyBytes) {
  Rng rng(5);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(rng.below(12), '\0');
    for (char& byte : bytes) byte = static_cast<char>(rng.next());
    const std::string text = "{\"a\":" + in_quotes(bytes) + "}";
    const auto back = read_object(text);
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(in_quotes(*string_at(*back, "a")), in_quotes(bytes));
  }
}

TEST(ToText, IsOneAsciiLineWhateverTheBytes) {
  const Json value = {{"a", "\xC3\xA9\n"}, {"b", "\xFF"}};
  EXPECT_EQ(to_text(value), R"({"a":"\u00e9\n","b":"\ufffd"})");
}

TEST(ObjectText, WritesFieldsInTheOrderOfTheCalls) {
  ObjectText text;
  text.text("z", "a\"").open("m").number("n", -5).digits("s", 7).close().json("l", "[1]");
  text.open("empty").close().open("last").open("inner");
  EXPECT_EQ(text.take(),
            R"({"z":"a\"","m":{"n":-5,"s":"7"},"l":[1],"empty":{},"last":{"inner":{}}})");
}

TEST(ObjectText, IsAnEmptyObjectAtFirst) { EXPECT_EQ(ObjectText().take(), "{}"); }

TEST(AppendInteger, WritesTheWholeRange) {
  std::string text;
  for (const std::int64_t value : {INT64_MIN, std::int64_t{0}, INT64_MAX}) {
    append_integer(value, text);
    text += ' ';
  }
  EXPECT_EQ(text, "-9223372036854775808 0 9223372036854775807 ");
}

}  // namespace
}  // namespace hookswitch::wire
