#include "hookswitch/wire/url_text.hpp"

#include <gtest/gtest.h>

#include "hookswitch/wire/http.hpp"

namespace hookswitch::wire {
namespace {

TEST(UrlText, WhatIsEncodedIsDecodedAgain) {
  const std::string text = "gpt x/1 %41\xc3\xa9~";
  EXPECT_EQ(percent_encoded(text), "gpt%20x%2F1%20%2541%C3%A9~");
  EXPECT_EQ(percent_decoded(percent_encoded(text)), text);
  EXPECT_EQ(percent_decoded("%4a%4A%zz%4"), "JJ%zz%4") << "an invalid escape stands for itself";
}

TEST(UrlText, AQueryGivesTheFirstValueOfAName) {
  EXPECT_EQ(query_value("a=1&b%62=x%20y&bb=2&c", "bb"), "x y");
  EXPECT_EQ(query_value("a=1&c", "c"), "");
  EXPECT_EQ(query_value("a=1&c", "d"), std::nullopt);
  EXPECT_EQ(query_value("", ""), std::nullopt);
}

TEST(UrlText, AHostIsOfItsDomainOnly) {
  EXPECT_TRUE(is_host_of("Example.ORG", "example.org"));
  EXPECT_TRUE(is_host_of("a.b.example.org", "example.org"));
  EXPECT_FALSE(is_host_of("badexample.org", "example.org"));
  EXPECT_FALSE(is_host_of("org", "example.org"));
}

TEST(Upgrade, AHeaderIsFoundInAnyCase) {
  const Header headers[] = {{"Authorization", "Bearer k"}, {"AUTHORIZATION", "second"}};
  const Upgrade upgrade{"/v1/realtime", "model=m", headers};
  EXPECT_EQ(upgrade.header("authorization"), "Bearer k");
  EXPECT_EQ(upgrade.header("Origin"), "");
}

}  // namespace
}  // namespace hookswitch::wire
