#include <gtest/gtest.h>

#include <string>

#include "hookswitch/base/rng.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "kit/json_peer.hpp"

namespace hookswitch::wire {
namespace {

TEST(ReadObject, AgreesWithNlohmannAboutWhatIsJson) {
  for (const std::string_view text : {
           R"({"a":-0,"b":0,"c":-1,"d":18446744073709551615,"e":-9223372036854775808})",
           R"({"a":18446744073709551616,"b":-9223372036854775809,"c":-0.0,"d":1E5,"e":1e-7})",
           R"({"a":5e-324,"b":2e-324,"c":1.7976931348623157e308,"d":2.2250738585072011e-308})",
           R"({"a":9007199254740993.0,"b":0.1,"c":123456789012345678901234567890})",
           R"({"a":1.7976931348623159e308})",
           R"({"a":01})",
           R"({"a":-})",
           R"({"a":+1})",
           R"({"a":.5})",
           R"({"a":1.})",
           R"({"a":1e})",
           R"({"a":1e+})",
           R"({"a":tru})",
           R"({"a":nulll})",
           R"({"a":[1,]})",
           R"({"a":[,1]})",
           R"({"a":[1 2]})",
           R"({"a":1]})",
           R"({"a":[1}})",
           R"({"a" 1})",
           R"({"a":})",
           R"({,})",
           R"({"a":1,,"b":2})",
           R"({"a":1}x)",
           "{\"a\":1}\v",
           " \t\r\n{ \"a\" : [ ] , \"b\" : { } } \n",
           "\xEF\xBB\xBF{}",
           "\xEF\xBB{}",
           R"({"\u0000\b\f\n\r\t\"\\\/":"\u00e9\ud83d\udcde"})",
           R"({"a":"\udc00"})",
           R"({"a":"\ud800\u0041"})",
           R"({"a":"\x"})",
           R"({"a":"\u12g4"})",
           "{\"a\":\"\t\"}",
           R"({"a)",
           R"({"a":/* */1})",
       })
    EXPECT_EQ(peer_difference(text), "") << text;
}

TEST(ReadObject, AgreesWithNlohmannAfterAnyFewChanges) {
  const std::string original =
      R"({"event":"media","list":[1,-2.5e3,true,null,"x\u00e9"],"o":{"k":{"n":12345678901}}} )";
  const std::string_view letters = "{}[]\",:\\ue+-.0179 tfnaE\n\x01\xC3";
  Rng rng(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = original;
    for (std::uint64_t changes = 1 + rng.below(3); changes > 0; --changes) {
      const auto at = static_cast<std::size_t>(rng.below(text.size()));
      const char letter = letters[static_cast<std::size_t>(rng.below(letters.size()))];
      if (rng.below(2) == 0)
        text[at] = letter;
      else
        text.insert(at, 1, letter);
    }
    ASSERT_EQ(peer_difference(text), "") << text;
  }
}

TEST(ReadObject, ReadsNothingBehindAZeroByte) {
  const auto read = read_object(std::string_view("{}\0{}", 5));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), (Error{Errc::not_json, 2}));
}

TEST(ReadObject, NamesWhereAStringGoesWrong) {
  const auto at = [](std::string_view text) { return read_object(text).error().at; };
  EXPECT_EQ(at(R"({"a":"b\x"})"), 7u);  // the backslash
  EXPECT_EQ(at("{\"a\":\"bc\x01\"}"), 8u);
  EXPECT_EQ(at("{\"a\":\"bc\xC3\"}"), 8u);
  EXPECT_EQ(at(R"({"a":"bc)"), 8u);
}

TEST(ToText, WritesAsNlohmannDoes) {
  const Json value = {{"i", INT64_MIN},
                      {"u", UINT64_MAX},
                      {"d", {0.0, -0.0, 0.1, 1.0, 1e21, 5e-324, 1.7976931348623157e308}},
                      {"b", {true, false, nullptr}},
                      {"s", "\b\f\n\r\t\"\\/ \x7F \xC3\xA9 \xF0\x9F\x93\x9E"},
                      {"", {Json::object(), Json::array()}}};
  EXPECT_EQ(to_text(value), value.dump(-1, ' ', true));
}

}  // namespace
}  // namespace hookswitch::wire
