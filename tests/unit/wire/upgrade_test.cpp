#include "hookswitch/wire/upgrade.hpp"

#include <gtest/gtest.h>

namespace hookswitch::wire {
namespace {

TEST(Upgrade, FindsHeadersInAnyCaseAndTheFirstOfSeveral) {
  const std::vector<Header> headers{{"X-Api-Key", "one"}, {"x-api-key", "two"}};
  const Upgrade request{"/media", "", headers};
  EXPECT_EQ(request.header("x-API-key"), "one");
  EXPECT_EQ(request.header("x-api"), "");
}

TEST(Upgrade, KnowsEverySubprotocolOfEveryList) {
  const std::vector<Header> headers{{"Sec-WebSocket-Protocol", "a.example ,b.example"},
                                    {"sec-websocket-protocol", "c.example"},
                                    {"Sec-WebSocket-Protocol", ",, ,"}};
  const Upgrade request{"/", "", headers};
  for (const auto* one : {"a.example", "b.example", "c.example"}) EXPECT_TRUE(request.offers(one));
  for (const auto* none : {"a", "example", "A.example", "a.example ,b.example"})
    EXPECT_FALSE(request.offers(none)) << none;
  EXPECT_FALSE(Upgrade{}.offers("a.example"));
}

TEST(UpgradeOffer, AddsToPathAndQueryOfAUrl) {
  UpgradeOffer offer;
  EXPECT_EQ(offer.apply_to("ws://h/media?a=1"), "ws://h/media?a=1") << "nothing is added";
  offer.query = "rate=16000";
  EXPECT_EQ(offer.apply_to("ws://h/media"), "ws://h/media?rate=16000");
  EXPECT_EQ(offer.apply_to("ws://h/media?"), "ws://h/media?rate=16000");
  EXPECT_EQ(offer.apply_to("ws://h/media?a=1"), "ws://h/media?a=1&rate=16000");
  offer.path = "/c-7";
  EXPECT_EQ(offer.apply_to("ws://h/media/?a=1"), "ws://h/media/c-7?a=1&rate=16000");
}

TEST(UpgradeOffer, ListsItsSubprotocolsInOrder) {
  EXPECT_EQ(UpgradeOffer{}.subprotocol_list(), "");
  UpgradeOffer offer;
  offer.subprotocols = {"a.example", "b.example"};
  EXPECT_EQ(offer.subprotocol_list(), "a.example, b.example");
}

}  // namespace
}  // namespace hookswitch::wire
