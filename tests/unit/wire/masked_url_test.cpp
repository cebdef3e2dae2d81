#include "hookswitch/wire/masked_url.hpp"

#include <gtest/gtest.h>

namespace hookswitch::wire {
namespace {

TEST(MaskedUrl, HidesSecretsAndKeepsTheRest) {
  EXPECT_EQ(masked_url("ws://h:1/media/twilio"), "ws://h:1/media/twilio");
  EXPECT_EQ(masked_url("wss://h/m?token=abc&lang=en"), "wss://h/m?token=***&lang=en");
  EXPECT_EQ(masked_url("wss://h/m?lang=en&API_KEY=abc#x"), "wss://h/m?lang=en&API_KEY=***#x");
  EXPECT_EQ(masked_url("wss://user:pw@h/m@x?a=1"), "wss://***@h/m@x?a=1");
  EXPECT_EQ(masked_url("wss://h/m?access_token=a=b&token"), "wss://h/m?access_token=***&token");
  EXPECT_EQ(masked_url(""), "");
  EXPECT_EQ(masked_url("?token=1"), "?token=***");
}

}  // namespace
}  // namespace hookswitch::wire
