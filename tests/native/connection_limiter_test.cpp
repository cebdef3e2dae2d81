#include "net/connection_limiter.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

namespace hookswitch {
namespace {

using Slot = net::ConnectionLimiter::Slot;

struct ConnectionLimiterTest : testing::Test {
  net::ConnectionLimiter limiter{4};
  std::vector<int> closed;

  std::unique_ptr<Slot> connect(int name) {
    auto slot = std::make_unique<Slot>(limiter, [this, name] { closed.push_back(name); });
    slot->await_peer();
    return slot;
  }
};

TEST_F(ConnectionLimiterTest, TheLongestIdleConnectionIsClosedAboveTheLimit) {
  std::vector<std::unique_ptr<Slot>> slots;
  for (int name = 0; name < 4; ++name) slots.push_back(connect(name));
  EXPECT_TRUE(closed.empty());
  slots[0]->begin_request();
  slots[1]->begin_request();
  slots[1]->await_peer();
  slots.push_back(connect(4));
  EXPECT_EQ(closed, std::vector<int>{2});
  for (int name = 5; name < 1'000; ++name) slots.push_back(connect(name));
  EXPECT_EQ(closed.size(), 996u);
  EXPECT_EQ(closed[1], 3);
  EXPECT_EQ(closed[2], 1);
  EXPECT_TRUE(slots[0]->is_admitted());
}

TEST_F(ConnectionLimiterTest, ThePeerWithTooManyUnsentBytesIsClosedFirst) {
  const auto first = connect(0);
  const auto second = connect(1);
  const auto third = connect(2);
  first->await_peer(net::ConnectionLimiter::kMaxUnsent - 10);
  second->await_peer(10);
  EXPECT_TRUE(closed.empty());
  third->await_peer(1);
  EXPECT_EQ(closed, std::vector<int>{0});
  second->begin_request();
  second->await_peer(2 * net::ConnectionLimiter::kMaxUnsent);
  EXPECT_EQ(closed, (std::vector<int>{0, 2})) << "a single response may be of any size";
}

TEST_F(ConnectionLimiterTest, RequestsInProgressAreKeptUpToTwiceTheLimit) {
  std::vector<std::unique_ptr<Slot>> slots;
  for (int name = 0; name < 9; ++name) {
    slots.push_back(connect(name));
    slots.back()->begin_request();
  }
  EXPECT_TRUE(closed.empty());
  EXPECT_FALSE(slots.back()->is_admitted());
  EXPECT_TRUE(slots.back()->is_over_limit());
  slots.pop_back();
  EXPECT_TRUE(slots.back()->is_admitted());
  slots.resize(4);
  EXPECT_FALSE(slots.back()->is_over_limit());
}

TEST_F(ConnectionLimiterTest, HalfOfTheLimitIsForLongLivedResponses) {
  std::optional<Slot> first(std::in_place, limiter, [] {});
  Slot second(limiter, [] {});
  Slot third(limiter, [] {});
  EXPECT_TRUE(first->hold());
  EXPECT_TRUE(second.hold());
  EXPECT_FALSE(third.hold());
  first.reset();
  EXPECT_TRUE(third.hold());
  EXPECT_TRUE(second.hold()) << "it holds one already";
  Slot fourth(limiter, [] {});
  EXPECT_FALSE(fourth.hold());
  second.await_peer();
  EXPECT_TRUE(fourth.hold());
}

TEST_F(ConnectionLimiterTest, AReleasedSlotDoesNotCount) {
  std::vector<std::unique_ptr<Slot>> slots;
  for (int name = 0; name < 8; ++name) {
    slots.push_back(connect(name));
    slots.back()->release();
  }
  slots.push_back(connect(8));
  EXPECT_TRUE(closed.empty());
}

}  // namespace
}  // namespace hookswitch
