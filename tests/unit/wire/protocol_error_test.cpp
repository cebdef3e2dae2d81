#include "hookswitch/wire/protocol_error.hpp"

#include <gtest/gtest.h>

#include <set>

#include "hookswitch/wire/tls_fault.hpp"

namespace hookswitch::wire {
namespace {

TEST(ProtocolRule, HasANameOfItsOwnThatLeadsBackToItAndSaysWhereItIsWritten) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ProtocolRule::other); ++i) {
    const auto& known = info(static_cast<ProtocolRule>(i));
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    EXPECT_EQ(protocol_rule_from_name(known.name), static_cast<ProtocolRule>(i));
    EXPECT_FALSE(known.section.empty());
    EXPECT_FALSE(known.sentence.ends_with('.')) << known.sentence;
  }
  EXPECT_EQ(protocol_rule_from_name("none of them"), std::nullopt);
  EXPECT_EQ(describe(ProtocolRule::masked_frame),
            "masked_frame: a server does not mask its frames (RFC 6455, section 5.1)");
}

TEST(TlsFault, HasANameOfItsOwnThatLeadsBackToIt) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(TlsFault::other); ++i) {
    const auto& known = info(static_cast<TlsFault>(i));
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    EXPECT_EQ(tls_fault_from_name(known.name), static_cast<TlsFault>(i));
    EXPECT_FALSE(known.sentence.ends_with('.')) << known.sentence;
  }
  EXPECT_EQ(tls_fault_from_name("none of them"), std::nullopt);
  EXPECT_EQ(describe(TlsFault::expired), "expired: the certificate has expired");
}

}  // namespace
}  // namespace hookswitch::wire
