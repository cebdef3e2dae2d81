#include "hookswitch/wire/json_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hookswitch::wire {
namespace {

Error error_of(std::string_view text) {
  const auto read = read_object(text);
  EXPECT_FALSE(read) << text.substr(0, 100);
  return read ? Error{Errc::wrong_type} : read.error();
}

TEST(ReadObject, BuildsTheDocument) {
  const auto read = read_object(R"({"a":[1,-2,2.5,"x",null,true,{"b":{}}],"c":"caf\u00e9"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->dump(), R"({"a":[1,-2,2.5,"x",null,true,{"b":{}}],"c":"café"})");
}

TEST(ReadObject, KeepsTheLastOfRepeatedKeys) {
  EXPECT_EQ(read_object(R"({"a":{"b":1},"a":[2]})")->dump(), R"({"a":[2]})");
}

TEST(ReadObject, NamesTheOffendingByte) {
  EXPECT_EQ(error_of("hello"), (Error{Errc::not_json, 0}));
  EXPECT_EQ(error_of(R"({"a":x})"), (Error{Errc::not_json, 5}));
  EXPECT_EQ(error_of(R"({"a":1)"), (Error{Errc::not_json, 6}));
  EXPECT_EQ(error_of(R"({"a":1}{})"), (Error{Errc::not_json, 7}));
}

TEST(ReadObject, RefusesEverythingThatIsNotOneObject) {
  for (const std::string_view text : {"", " ", "[]", "[{}]", "1", "null", "\"{}\"", "true", "{",
                                      "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":1e999}"})
    EXPECT_EQ(error_of(text).code, Errc::not_json) << text;
}

TEST(ReadObject, RefusesTextThatIsNotUtf8) {
  for (const std::string_view text :
       {"{\"a\":\"\xFF\"}", "{\"\xC0\x80\":1}", "{\"a\":\"\xED\xA0\x80\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\xE2\x82\"}", "{\"a\":\"\x01\"}"})
    EXPECT_EQ(error_of(text).code, Errc::not_json);
}

std::string nested(std::size_t levels) {
  std::string text;
  for (std::size_t i = 1; i < levels; ++i) text += "{\"a\":";
  text += "{}";
  text.append(levels - 1, '}');
  return text;
}

TEST(ReadObject, ReadsThirtyTwoLevelsAndNoMore) {
  EXPECT_TRUE(read_object(nested(kMaxDepth)));
  EXPECT_EQ(error_of(nested(kMaxDepth + 1)).code, Errc::too_deep);
}

TEST(ReadObject, RefusesTenThousandLevelsBeforeTheyAreBuilt) {
  EXPECT_EQ(error_of("{\"a\":" + std::string(10'000, '[')).code, Errc::too_deep);
  EXPECT_EQ(error_of(nested(10'000)).code, Errc::too_deep);
}

TEST(ReadObject, ReadsAMegabyteOfNumbersAndRefusesMoreValuesThanItsLimit) {
  std::string text = "{\"a\":[0";
  for (int i = 0; i < 500'000; ++i) text += ",0";
  text += "]}";
  const auto read = read_object(text);
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)["a"].size(), 500'001u);

  text = "{\"a\":[0";
  for (std::size_t i = 0; i < kMaxValues; ++i) text += ",0";
  text += "]}";
  EXPECT_EQ(error_of(text).code, Errc::message_too_large);
}

TEST(ReadObject, RefusesMoreTextsAndContainersThanItsLimit) {
  for (const std::string each : {"\"\"", "[]", "{}"}) {
    std::string text = "{\"a\":[0";  // three: the object, the name, the list
    for (std::size_t i = 3; i < kMaxNodes; ++i) text += "," + each;
    EXPECT_TRUE(read_object(text + "]}")) << each;
    EXPECT_EQ(error_of(text + "," + each + "]}").code, Errc::message_too_large) << each;
  }
}

TEST(StringAt, TellsAbsenceFromAnotherType) {
  const Json document = *read_object(R"({"s":"x","n":5,"z":null})");
  EXPECT_EQ(string_at(document, "s").value_or(""), "x");
  EXPECT_EQ(string_at(document, "n").error(), (Error{Errc::wrong_type, 0, "n"}));
  EXPECT_EQ(string_at(document, "z").error(), (Error{Errc::missing_field, 0, "z"}));
  EXPECT_EQ(string_at(document, "q").error(), (Error{Errc::missing_field, 0, "q"}));
  EXPECT_EQ(string_at(Json(3), "q").error().code, Errc::missing_field);
}

TEST(OptionalTextAt, GivesTextAndDigits) {
  const Json document = *read_object(R"({"s":"x","n":21275806501458167,"f":1.5,"o":{}})");
  EXPECT_EQ(optional_text_at(document, "s"), "x");
  EXPECT_EQ(optional_text_at(document, "n"), "21275806501458167");
  EXPECT_EQ(optional_text_at(document, "f"), "1.5");
  EXPECT_EQ(optional_text_at(document, "o"), std::nullopt);
  EXPECT_EQ(optional_text_at(document, "q"), std::nullopt);
}

TEST(IntegerAt, AcceptsNumbersGivenAsText) {
  const Json document =
      *read_object(R"({"a":8000,"b":"8000","c":8000.0,"d":"-7","e":9223372036854775807})");
  EXPECT_EQ(integer_at(document, "a"), 8'000);
  EXPECT_EQ(integer_at(document, "b"), 8'000);
  EXPECT_EQ(integer_at(document, "c"), 8'000);
  EXPECT_EQ(integer_at(document, "d"), -7);
  EXPECT_EQ(integer_at(document, "e"), INT64_MAX);
}

TEST(IntegerAt, RefusesWhatIsNoInteger) {
  const Json document = *read_object(
      R"({"a":1.5,"b":"8000 ","c":"","d":true,"e":18446744073709551615,"f":1e300,"g":[],"h":"0x10",
          "i":"99999999999999999999","j":null})");
  for (const std::string_view key : {"a", "b", "c", "d", "e", "f", "g", "h", "i"})
    EXPECT_EQ(integer_at(document, key).error(), (Error{Errc::wrong_type, 0, key})) << key;
  EXPECT_EQ(integer_at(document, "j").error().code, Errc::missing_field);
}

TEST(ObjectAt, GivesObjectsOnly) {
  const Json document = *read_object(R"({"o":{"a":1},"l":[],"z":null})");
  ASSERT_TRUE(object_at(document, "o"));
  EXPECT_EQ((**object_at(document, "o")).size(), 1u);
  EXPECT_EQ(object_at(document, "l").error().code, Errc::wrong_type);
  EXPECT_EQ(object_at(document, "z").error().code, Errc::missing_field);
}

}  // namespace
}  // namespace hookswitch::wire
