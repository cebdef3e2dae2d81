#include "hookswitch/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace hookswitch {
namespace {

Result<std::unique_ptr<int>> positive(int number) {
  if (number <= 0) return fail(Errc::wrong_type, "number", 7);
  return std::make_unique<int>(number);
}

Result<std::string> sum(int left, int right) {
  HS_TRY(const auto first, positive(left));
  HS_TRY(const std::unique_ptr<int> second, positive(right));
  return std::to_string(*first + *second);
}

TEST(Try, DeclaresTheValueAndMovesIt) {
  const auto text = sum(2, 3);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "5");
}

TEST(Try, ReturnsTheFirstErrorUnchanged) {
  const auto text = sum(2, 0);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error(), (Error{Errc::wrong_type, 7, "number"}));
}

Result<void> both_positive(int left, int right, int& checked) {
  HS_TRY_VOID(positive(left));
  checked = 1;
  HS_TRY_VOID(positive(right));
  checked = 2;
  return {};
}

TEST(Try, StopsAtTheFirstCallThatFails) {
  int checked = 0;
  EXPECT_FALSE(both_positive(0, 1, checked));
  EXPECT_EQ(checked, 0);
  EXPECT_FALSE(both_positive(1, 0, checked));
  EXPECT_EQ(checked, 1);
  EXPECT_TRUE(both_positive(1, 1, checked));
  EXPECT_EQ(checked, 2);
}

Result<int> copy(const Result<std::string>& text) {
  HS_TRY(const std::string value, text);
  return static_cast<int>(value.size());
}

TEST(Try, LeavesAResultThatHasANameAsItIs) {
  const Result<std::string> text = std::string("hello");
  EXPECT_EQ(copy(text), 5);
  EXPECT_EQ(*text, "hello");
}

}  // namespace
}  // namespace hookswitch
