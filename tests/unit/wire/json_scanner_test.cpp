#include "hookswitch/wire/json_scanner.hpp"

#include <gtest/gtest.h>

#include <array>

#include "kit/json_compare.hpp"

namespace hookswitch::wire {
namespace {

// Everything here is compared with the document: accepted by both, with the same values, or by
// none.

TEST(JsonScanner, ReadsWhatTheDocumentHas) {
  for (const std::string_view text : {
           R"({})",
           R"({"a":"x","b":12,"c":[1,-2,32767,-32768,0,-0]})",
           " \t\r\n{ \"a\" : \"x\" ,\n\"b\" : { \"c\" : [ ] } , \"d\" : [ 1 , 2 ] }\n ",
           R"({"a":{"b":[{"c":{}},[[]],"d",null,true,false,1.5e3]},"e":""})",
           R"({"":""," ":" ","\u0000":"\u0000"})",
           R"({"a":-0,"b":0.5,"c":-1.25E-3,"d":1e5,"e":18446744073709551615})",
       })
    EXPECT_EQ(difference(text), "") << text;
}

TEST(JsonScanner, ResolvesEscapesInKeysAndValues) {
  constexpr std::string_view kText =
      R"({"\u006dedia\/x":"a\"\\\/\b\f\n\r\t","caf\u00e9":"\ud83d\ude00\u20AC","\"":"\u007f\u0080"})";
  ASSERT_TRUE(read_object(kText));
  EXPECT_EQ(difference(kText), "");

  std::string scratch;
  JsonScanner scan(kText, scratch);
  ASSERT_TRUE(scan.enter_object());
  std::string_view key, value, last_key;
  ASSERT_TRUE(scan.next_key(key) && scan.text(value));
  ASSERT_TRUE(scan.next_key(last_key));
  EXPECT_EQ(key, "media/x");  // earlier strings stay where they are
  EXPECT_EQ(value, "a\"\\/\b\f\n\r\t");
  EXPECT_EQ(last_key, "caf\xC3\xA9");
}

TEST(JsonScanner, KeepsTheLastOfRepeatedKeys) {
  for (const std::string_view text :
       {R"({"a":1,"a":"x"})", R"({"a":[1],"a":{"b":1},"\u0061":2})", R"({"a":{"a":1},"a":[3]})"})
    EXPECT_EQ(difference(text), "") << text;
}

TEST(JsonScanner, RefusesWhatIsNotOneObject) {
  for (const std::string_view text : {"",
                                      " ",
                                      "[]",
                                      "1",
                                      "null",
                                      "\"{}\"",
                                      "{",
                                      "}",
                                      "{]",
                                      "{}}",
                                      "{}{}",
                                      "{},",
                                      "{,}",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\" 1}",
                                      "{\"a\":1,}",
                                      "{\"a\":1 \"b\":2}",
                                      "{a:1}",
                                      "{'a':1}",
                                      "{\"a\":1",
                                      "{\"a\":[1}",
                                      "{\"a\":[}]}",
                                      "{\"a\":[1,]}",
                                      "{\"a\":[,1]}",
                                      "{\"a\":[1 2]}",
                                      "{\"a\":{]}",
                                      "{\"a\":tru}",
                                      "{\"a\":nul",
                                      "{\"a\":truex}",
                                      "{\"a\":/**/1}",
                                      "{\"a\":NaN}",
                                      "{\"a\":+1}",
                                      "{\"a\":\"",
                                      "{\"",
                                      "{\"a\":\"\\"}) {
    EXPECT_FALSE(read_object(text)) << text;
    EXPECT_EQ(difference(text), "") << text;
  }
}

TEST(JsonScanner, RefusesMalformedNumbers) {
  for (const std::string_view number :
       {"-",   "01", "-01", "00", "1.",   ".5",    "1.e5",  "1e",  "1e+",      "1e-",
        "--1", "1-", "0x1", "1a", "1.5.", "1e5e5", "1e999", "-.1", "Infinity", "١"}) {
    const std::string text = "{\"a\":" + std::string(number) + "}";
    const std::string array = "{\"a\":[" + std::string(number) + "]}";
    EXPECT_FALSE(read_object(text)) << text;
    EXPECT_EQ(difference(text), "") << text;
    EXPECT_EQ(difference(array), "") << array;
  }
}

/// Whether `values` is read as an array of samples.
bool is_int16_array(std::string_view values) {
  const std::string text = "{\"a\":" + std::string(values) + "}";
  std::string scratch;
  std::string_view key;
  std::vector<std::int16_t> read;
  JsonScanner scan(text, scratch);
  return scan.enter_object() && scan.next_key(key) && scan.int16_array(read) &&
         !scan.next_key(key) && scan.finished();
}

TEST(JsonScanner, TakesOnlySamplesForSamples) {
  for (const std::string_view array : {"[]", "[ ]", "[0]", "[-0]", "[ 1 , -1 ]", "[32767,-32768]"})
    EXPECT_TRUE(is_int16_array(array)) << array;
  for (const std::string_view array :
       {"[32768]",     "[-32769]", "[65536]", "[99999]", "[100000]", "[12345678]",
        "[123456789]", "[1.0]",    "[1e1]",   "[\"1\"]", "[null]",   "[true]",
        "[[1]]",       "[1,]",     "[,]",     "[01]",    "[-]",      "[-01]",
        "[- 1]",       "[+1]",     "{}",      "1",       "\"\""})
    EXPECT_FALSE(is_int16_array(array)) << array;
}

TEST(JsonScanner, ReadsEverySampleAsItsText) {
  for (int value = INT16_MIN; value <= INT16_MAX; ++value) {
    const std::string text =
        "{\"a\":[" + std::to_string(value) + "," + std::to_string(-value / 2) + "]}";
    std::string scratch;
    std::string_view key;
    std::vector<std::int16_t> read;
    JsonScanner scan(text, scratch);
    ASSERT_TRUE(scan.enter_object() && scan.next_key(key) && scan.int16_array(read)) << text;
    ASSERT_EQ(read, (std::vector<std::int16_t>{static_cast<std::int16_t>(value),
                                               static_cast<std::int16_t>(-value / 2)}));
  }
}

/// `content` between quotes, at every distance from the start of an eight-byte step.
void compare_string(std::string_view content) {
  for (std::size_t before = 0; before < 9; ++before)
    for (const std::size_t behind : {0u, 9u}) {
      const std::string string =
          '"' + std::string(before, 'x') + std::string(content) + std::string(behind, 'y') + '"';
      EXPECT_EQ(difference("{\"a\":" + string + "}"), "") << string;
      EXPECT_EQ(difference("{" + string + ":1}"), "") << string;
      EXPECT_EQ(difference("{\"a\":{" + string + ":[" + string + "]}}"), "") << string;
    }
}

TEST(JsonScanner, ReadsEveryByteInAStringAsTheParserDoes) {
  for (int byte = 0; byte < 256; ++byte) compare_string(std::string(1, static_cast<char>(byte)));
}

TEST(JsonScanner, ReadsEveryEscapeAsTheParserDoes) {
  for (int byte = 0; byte < 256; ++byte)
    compare_string(std::string("\\") + static_cast<char>(byte));
  for (const std::string_view escape :
       {"\\u", "\\u0", "\\u004", "\\u0041", "\\u00g1", "\\U0041", "\\ud83d", "\\ude00",
        "\\ud83d\\ude00", "\\ude00\\ud83d", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\u0041",
        "\\ud83d\\ud83d\\ude00", "\\uDBFF\\uDFFF", "\\uFFFF", "\\u0000", "\\\\u0041", "\\"})
    compare_string(escape);
}

TEST(JsonScanner, ReadsEveryTwoByteSequenceAsTheParserDoes) {
  for (int lead = 0x80; lead < 0x100; ++lead)
    for (int second = 0; second < 0x100; ++second) {
      const std::string text =
          std::string("{\"a\":\"") + static_cast<char>(lead) + static_cast<char>(second) + "\"}";
      ASSERT_EQ(difference(text), "") << lead << ' ' << second;
    }
}

TEST(JsonScanner, ReadsLongerSequencesAtTheirLimitsAsTheParserDoes) {
  constexpr std::array<char, 9> kEdges{'\x00', '\x7F', '\x80', '\x8F', '\x90',
                                       '\x9F', '\xA0', '\xBF', '\xC0'};
  for (int lead = 0xDF; lead < 0xF6; ++lead)
    for (const char second : kEdges)
      for (const char third : kEdges)
        for (const char fourth : kEdges) {
          const std::string text =
              std::string("{\"a\":\"") + static_cast<char>(lead) + second + third + fourth + "\"}";
          ASSERT_EQ(difference(text), "");
        }
}

TEST(JsonScanner, GoesAsDeepAsTheDocument) {
  for (const std::size_t levels : {1u, 30u, 31u, 32u, 33u, 64u, 65u, 10'000u})
    for (const bool objects : {false, true}) {
      std::string text = "{\"a\":";
      for (std::size_t i = 1; i < levels; ++i) text += objects ? "{\"b\":" : "[";
      text += "1";
      for (std::size_t i = 1; i < levels; ++i) text += objects ? "}" : "]";
      EXPECT_EQ(difference(text + "}"), "") << levels;
      EXPECT_EQ(difference(text + ",\"c\":2}"), "") << levels;
    }
}

TEST(JsonScanner, RefusesEveryTextThatIsCutShort) {
  constexpr std::string_view kText =
      R"( {"event":"media","\u00e9":["\ud83d\ude00",-1.5e+3,{"x":[true,null]}],"n":{"m":12}} )";
  for (std::size_t size = 0; size <= kText.size(); ++size) {
    const std::vector<char> exact(kText.begin(), kText.begin() + size);
    EXPECT_EQ(difference({exact.data(), size}), "") << kText.substr(0, size);
  }
}

TEST(JsonScanner, LeavesLargeTextsToTheDocument) {
  std::string scratch;
  std::string text = "{\"a\":\"" + std::string(kMaxScannedText - 8, 'x') + "\"}";
  ASSERT_EQ(text.size(), kMaxScannedText);
  EXPECT_EQ(difference(text), "");
  EXPECT_TRUE(JsonScanner(text, scratch).enter_object());
  text += ' ';
  EXPECT_FALSE(JsonScanner(text, scratch).enter_object());
}

TEST(JsonScanner, RefusesEverythingAfterARefusal) {
  std::string scratch;
  JsonScanner scan(R"({"a":"x","b":1})", scratch);
  std::string_view text;
  std::int64_t number = 0;
  ASSERT_TRUE(scan.enter_object() && scan.next_key(text));
  EXPECT_FALSE(scan.integer(number));
  EXPECT_FALSE(scan.text(text));
  EXPECT_FALSE(scan.next_key(text));
  EXPECT_FALSE(scan.skip());
  EXPECT_FALSE(scan.finished());
}

}  // namespace
}  // namespace hookswitch::wire
