#include "hookswitch/base/secrets.hpp"

#include <gtest/gtest.h>

namespace hookswitch {
namespace {

TEST(Secrets, AreHiddenWhereverTheyStand) {
  const Secrets secrets({"hunter2", "sk-live-1"});
  EXPECT_EQ(secrets.hidden("hunter2, sk-live-1hunter2 and hunter3"), "***, ****** and hunter3");
  EXPECT_EQ(secrets.longest(), 9u);
}

TEST(Secrets, OneThatHoldsAnotherIsHiddenWhole) {
  EXPECT_EQ(Secrets({"pass", "password1"}).hidden("password1 pass"), "*** ***");
}

TEST(Secrets, AWordTooShortForASecretBlotsNothingOut) {
  EXPECT_EQ(Secrets({"", "a", "key"}).hidden("a key"), "a key");
  EXPECT_EQ(Secrets().longest(), 0u);
}

TEST(ReplaceAll, DoesNotLookAtWhatItPutIn) {
  std::string text = "aaaa";
  replace_all(text, "aa", "aaa");
  EXPECT_EQ(text, "aaaaaa");
}

}  // namespace
}  // namespace hookswitch
