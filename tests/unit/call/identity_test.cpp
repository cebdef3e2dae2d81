#include "hookswitch/call/identity.hpp"

#include <gtest/gtest.h>

namespace hookswitch::call {
namespace {

TEST(Identity, TheFirstIdCountsAndIsClaimedOnce) {
  Identity identity;
  EXPECT_FALSE(identity.name("")) << "no id is no name";
  EXPECT_FALSE(identity.is_claiming());
  EXPECT_TRUE(identity.name("CA1"));
  EXPECT_TRUE(identity.is_claiming());
  EXPECT_FALSE(identity.name("CA1"));
  EXPECT_FALSE(identity.name("CA2"));
}

TEST(Identity, OneAnswerCountsAndOnlyAfterTheClaim) {
  Identity identity;
  EXPECT_FALSE(identity.answer());
  identity.name("CA1");
  EXPECT_TRUE(identity.answer());
  EXPECT_FALSE(identity.is_claiming());
  EXPECT_FALSE(identity.answer());
  EXPECT_FALSE(identity.name("CA2")) << "known for good";
}

TEST(Owners, TheNewestSessionThatNamesTheCallCarriesIt) {
  Owners owners;
  EXPECT_EQ(owners.claim("twilio", "CA1", "older"), std::nullopt);
  EXPECT_EQ(owners.claim("twilio", "CA1", "newer"), "older");
  EXPECT_EQ(owners.of("twilio", "CA1"), "newer");
  EXPECT_EQ(owners.claim("twilio", "CA1", "newer"), std::nullopt) << "it replaces no other";
}

TEST(Owners, TheSameIdOfAnotherDialectIsAnotherCall) {
  Owners owners;
  owners.claim("twilio", "1", "a");
  EXPECT_EQ(owners.claim("ucid", "1", "b"), std::nullopt);
  EXPECT_EQ(owners.of("twilio", "1"), "a");
}

TEST(Owners, ASessionThatWasReplacedReleasesNothing) {
  Owners owners;
  owners.claim("twilio", "CA1", "older");
  owners.claim("twilio", "CA1", "newer");
  owners.release("twilio", "CA1", "older");
  EXPECT_EQ(owners.of("twilio", "CA1"), "newer");
  owners.release("twilio", "CA1", "newer");
  EXPECT_EQ(owners.of("twilio", "CA1"), std::nullopt);
  EXPECT_EQ(owners.size(), 0u) << "nothing is kept of calls that are over";
  owners.release("twilio", "", "never named");
}

}  // namespace
}  // namespace hookswitch::call
