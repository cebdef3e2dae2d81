#include "net/visitors.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

namespace hookswitch {
namespace {

using Visit = net::Visitors::Visit;

struct VisitorsTest : testing::Test {
  net::Visitors visitors{4};
  std::vector<int> sent_away;

  std::unique_ptr<Visit> comes(int name) {
    auto visit = std::make_unique<Visit>(visitors, [this, name] { sent_away.push_back(name); });
    visit->waits();
    return visit;
  }
};

TEST_F(VisitorsTest, WhoHasKeptTheServerWaitingLongestGoesWhenThereIsNoRoom) {
  std::vector<std::unique_ptr<Visit>> visits;
  for (int name = 0; name < 4; ++name) visits.push_back(comes(name));
  EXPECT_TRUE(sent_away.empty());
  visits[0]->is_served();
  visits[1]->is_served();
  visits[1]->waits();
  visits.push_back(comes(4));
  EXPECT_EQ(sent_away, std::vector<int>{2});
  for (int name = 5; name < 1'000; ++name) visits.push_back(comes(name));
  EXPECT_EQ(sent_away.size(), 996u);
  EXPECT_EQ(sent_away[1], 3);
  EXPECT_EQ(sent_away[2], 1);
  EXPECT_TRUE(visits[0]->may_stay());
}

TEST_F(VisitorsTest, WhoLeavesTooMuchUntakenGoesFirst) {
  const auto first = comes(0);
  const auto second = comes(1);
  const auto third = comes(2);
  first->waits(net::Visitors::kMaxUntaken - 10);
  second->waits(10);
  EXPECT_TRUE(sent_away.empty());
  third->waits(1);
  EXPECT_EQ(sent_away, std::vector<int>{0});
  second->is_served();
  second->waits(2 * net::Visitors::kMaxUntaken);
  EXPECT_EQ(sent_away, (std::vector<int>{0, 2})) << "a single answer may be as large as it is";
}

TEST_F(VisitorsTest, ThoseThatAreServedStayUpToTwiceTheRoom) {
  std::vector<std::unique_ptr<Visit>> visits;
  for (int name = 0; name < 9; ++name) {
    visits.push_back(comes(name));
    visits.back()->is_served();
  }
  EXPECT_TRUE(sent_away.empty());
  EXPECT_FALSE(visits.back()->may_stay());
  EXPECT_TRUE(visits.back()->is_crowded());
  visits.pop_back();
  EXPECT_TRUE(visits.back()->may_stay());
  visits.resize(4);
  EXPECT_FALSE(visits.back()->is_crowded());
}

TEST_F(VisitorsTest, HalfOfTheRoomIsForAnswersThatTakeTheirTime) {
  std::optional<Visit> first(std::in_place, visitors, [] {});
  Visit second(visitors, [] {});
  Visit third(visitors, [] {});
  EXPECT_TRUE(first->stays());
  EXPECT_TRUE(second.stays());
  EXPECT_FALSE(third.stays());
  first.reset();
  EXPECT_TRUE(third.stays());
  EXPECT_TRUE(second.stays()) << "it has its place";
  Visit fourth(visitors, [] {});
  EXPECT_FALSE(fourth.stays());
  second.waits();
  EXPECT_TRUE(fourth.stays());
}

TEST_F(VisitorsTest, WhoHasBecomeASocketIsNoVisitorAnyMore) {
  std::vector<std::unique_ptr<Visit>> visits;
  for (int name = 0; name < 8; ++name) {
    visits.push_back(comes(name));
    visits.back()->leave();
  }
  visits.push_back(comes(8));
  EXPECT_TRUE(sent_away.empty());
}

}  // namespace
}  // namespace hookswitch
