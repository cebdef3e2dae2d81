#include "hookswitch/base/identifiers.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace hookswitch {
namespace {

TEST(UuidV7, HasTheFormOfRfc9562AndSortsByTime) {
  Rng rng(7);
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::string before;
  std::set<std::string> all;
  for (std::int64_t ms = 1'700'000'000'000; ms < 1'700'000'000'200; ++ms) {
    const std::string id = uuid_v7(ms, rng);
    EXPECT_TRUE(std::regex_match(id, form)) << id;
    EXPECT_LT(before, id);
    before = id;
    all.insert(id);
  }
  EXPECT_EQ(all.size(), 200u);
}

TEST(Rfc3339, CountsLeapDaysAndPadsMilliseconds) {
  EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(951'782'400'007), "2000-02-29T00:00:00.007Z");
  EXPECT_EQ(rfc3339(1'795'167'000'123), "2026-11-20T09:30:00.123Z");
  EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59.999Z");
}

TEST(RandomText, DrawsFromItsAlphabetOnly) {
  Rng rng(3);
  const std::string text = random_text(kDecimalDigits, 1'000, rng);
  EXPECT_EQ(text.size(), 1'000u);
  EXPECT_EQ(text.find_first_not_of(kDecimalDigits), std::string::npos);
}

}  // namespace
}  // namespace hookswitch
