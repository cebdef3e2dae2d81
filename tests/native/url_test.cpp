#include "net/url.hpp"

#include <gtest/gtest.h>

namespace hookswitch {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = net::parse_url("wss://example.org:8443/media/twilio?token=a%20b");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->secure);
  EXPECT_EQ(url->host, "example.org");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/media/twilio?token=a%20b");
  EXPECT_EQ(url->authority(), "example.org:8443");
}

TEST(Url, UsualPortsArePartOfTheScheme) {
  EXPECT_EQ(net::parse_url("ws://host")->port, 80);
  EXPECT_EQ(net::parse_url("WSS://host")->port, 443) << "a scheme may be written large";
  EXPECT_EQ(net::parse_url("wss://host")->port, 443);
  EXPECT_EQ(net::parse_url("wss://host")->target, "/");
  EXPECT_EQ(net::parse_url("ws://host?x=1")->target, "/?x=1");
  EXPECT_EQ(net::parse_url("wss://host:443")->authority(), "host");
}

TEST(Url, AddressesOfVersionSixStandInBrackets) {
  const auto url = net::parse_url("ws://[::1]:8080/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority(), "[::1]:8080");
}

TEST(Url, WhatIsNoWebSocketAddressIsRefused) {
  for (const auto* text :
       {"", "http://host/", "ws://", "ws:///path", "ws://host:0/", "ws://host:70000/",
        "ws://host:x/", "ws://user@host/", "ws://[::1/", "ws://[::1]x/", "ws://a b/",
        "ws://host/\r\nX: y", "ws://[host]/", "ws://[[::1]/", "ws://a]b/", "ws://host/#top"})
    EXPECT_FALSE(net::parse_url(text)) << text;
  EXPECT_FALSE(net::parse_url("ws://" + std::string(5'000, 'a')));
}

TEST(Url, QueriesAreDecodedAndBrokenPairsLeftOut) {
  const auto query = net::parse_query("a=1&b=%41%3A&broken=%zz&flag&a=2&=x");
  EXPECT_EQ(query.at("a"), "1");
  EXPECT_EQ(query.at("b"), "A:");
  EXPECT_EQ(query.at("flag"), "");
  EXPECT_FALSE(query.contains("broken"));
  EXPECT_EQ(query.size(), 3u);
}

TEST(Url, BrokenEscapesAreNoText) {
  for (const auto* text : {"%", "%4", "%g1", "%00"})
    EXPECT_FALSE(net::percent_decode(text)) << text;
  EXPECT_FALSE(net::percent_decode(std::string_view("a\0b", 3))) << "a NUL as it is";
}

}  // namespace
}  // namespace hookswitch
