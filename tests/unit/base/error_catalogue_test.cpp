#include "hookswitch/base/error_catalogue.hpp"

#include <gtest/gtest.h>

namespace hookswitch {
namespace {

TEST(ErrorCatalogue, FindsEveryCodeByNumberAndByName) {
  ASSERT_FALSE(error_catalogue().empty());
  for (const ErrorInfo& entry : error_catalogue()) {
    EXPECT_EQ(&info(entry.code), &entry);
    EXPECT_EQ(to_string(entry.code), entry.name);
    EXPECT_EQ(errc_from_name(entry.name), entry.code);
    EXPECT_FALSE(entry.meaning.empty() || entry.cause.empty() || entry.remedy.empty());
  }
  EXPECT_EQ(errc_from_name("no_such_error"), std::nullopt);
}

}  // namespace
}  // namespace hookswitch
