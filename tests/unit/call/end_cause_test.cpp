#include "hookswitch/call/end_cause.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hookswitch::call {
namespace {

TEST(EndCause, EveryCauseHasItsOwnNameAndIsFoundByIt) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(EndCause::crashed); ++i) {
    const auto cause = static_cast<EndCause>(i);
    EXPECT_TRUE(names.insert(to_string(cause)).second);
    EXPECT_EQ(end_cause_from_name(to_string(cause)), cause);
  }
  EXPECT_EQ(end_cause_from_name("no_such_cause"), std::nullopt);
}

TEST(EndCause, NormalEndsHaveNoCodeAndBoundsHaveTheirOwn) {
  EXPECT_EQ(code_of(EndCause::carrier_stop), std::nullopt);
  EXPECT_EQ(code_of(EndCause::goodbye), std::nullopt);
  EXPECT_EQ(code_of(EndCause::media_silence), Errc::media_silence);
  EXPECT_EQ(code_of(EndCause::carrier_lost), Errc::carrier_socket_lost);
}

TEST(EndCause, ItIsKnownWhoEndedTheCall) {
  EXPECT_EQ(by_of(EndCause::carrier_closed), EndedBy::carrier);
  EXPECT_EQ(by_of(EndCause::goodbye), EndedBy::agent);
  EXPECT_EQ(by_of(EndCause::longest_call), EndedBy::bridge);
  EXPECT_EQ(to_string(by_of(EndCause::hang_up_request)), "operator");
}

}  // namespace
}  // namespace hookswitch::call
