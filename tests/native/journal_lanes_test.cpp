#include "store/journal_lanes.hpp"

#include <gtest/gtest.h>

#include "hookswitch/record/record.hpp"

namespace hookswitch {
namespace {

record::TurnFact turn(const std::string& id, std::string text) {
  record::TurnFact fact;
  fact.turn_id = id;
  fact.text = std::move(text);
  return fact;
}

record::EventFact event(std::string detail) {
  return {0, record::Origin::agent, "event", std::move(detail)};
}

TEST(JournalLanes, FactsOfACallKeepTheirOrderAndCountOn) {
  store::JournalLanes lanes;
  for (const auto* detail : {"a", "b"}) EXPECT_TRUE(lanes.add("id-1", 1, event(detail)));
  auto batch = lanes.take();
  ASSERT_EQ(batch.size(), 2u);
  EXPECT_EQ(batch[0].sequence, 0);
  EXPECT_EQ(batch[1].sequence, 1);
  EXPECT_EQ(std::get<record::EventFact>(batch[1].fact).detail, "b");
  EXPECT_TRUE(lanes.empty());
  lanes.add("id-1", 2, event("c"));
  EXPECT_EQ(lanes.take().at(0).sequence, 2);
}

TEST(JournalLanes, ATurnThatGrowsHasOneRow) {
  store::JournalLanes lanes;
  for (int i = 0; i < 1'000; ++i)
    EXPECT_TRUE(lanes.add("id-1", i, turn("t1", std::string(100'000, 'x'))));
  lanes.add("id-1", 1'000, turn("t2", "other"));
  EXPECT_EQ(lanes.facts(), 2u);
  EXPECT_LT(lanes.bytes(), 110'000u);
  const auto first = lanes.take();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].sequence, 0);
  EXPECT_EQ(first[0].unix_ms, 999);

  lanes.add("id-1", 2'000, turn("t1", "again"));
  lanes.add("id-1", 2'000, record::MediaFact{});
  lanes.add("id-1", 2'001, record::MediaFact{});
  const auto again = lanes.take();
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].sequence, 0) << "the row that is on disk is replaced";
  EXPECT_EQ(again[1].sequence, 2);
  EXPECT_EQ(again[1].unix_ms, 2'001);
}

TEST(JournalLanes, AFloodOfOneCallLeavesTheNextBatchToTheOthers) {
  store::JournalLanes lanes;
  for (int i = 0; lanes.add("flood", i, event(std::string(4'000, 'x'))); ++i) ASSERT_LT(i, 1'000);
  for (int call = 0; call < 50; ++call) lanes.add("id-" + std::to_string(call), 1, event("fact"));
  std::size_t others = 0, bytes = 0;
  for (const auto& fact : lanes.take()) {
    if (fact.call_id != "flood") ++others;
    bytes += std::get<record::EventFact>(fact.fact).detail.size();
  }
  EXPECT_EQ(others, 50u);
  EXPECT_LT(bytes, store::JournalLanes::kBatchBytes + 2 * store::JournalLanes::kShareBytes);
}

TEST(JournalLanes, WhatACallMayHaveWaitingIsBoundedAndItsEndIsNeverDropped) {
  store::JournalLanes lanes;
  std::size_t kept = 0;
  while (lanes.add("id-1", 5, event(std::string(10'000, 'x')))) ++kept;
  EXPECT_LE(lanes.bytes(), store::JournalLanes::kMaxLaneBytes + 1'000);
  EXPECT_GT(lanes.bytes(), store::JournalLanes::kMaxLaneBytes / 2);
  EXPECT_TRUE(lanes.add("id-1", 6, record::EndedFact{}));
  EXPECT_FALSE(lanes.add("id-1", 7, event(std::string(20'000, 'x'))));
  const auto batch = lanes.take();
  EXPECT_EQ(batch.size(), kept + 2);
  EXPECT_EQ(std::get<record::EventFact>(batch[kept].fact).event, "journal_incomplete");
  EXPECT_TRUE(std::holds_alternative<record::EndedFact>(batch[kept + 1].fact));
}

TEST(JournalLanes, WhatACallMayHaveOnDiskIsBounded) {
  store::JournalLanes lanes;
  std::size_t bytes = 0;
  for (bool more = true; more;) {
    for (int i = 0; more && i < 10; ++i)
      more = lanes.add("id-1", 1, event(std::string(50'000, 'x')));
    for (const auto& fact : lanes.take())
      bytes += std::get<record::EventFact>(fact.fact).detail.size();
    ASSERT_LE(bytes, store::JournalLanes::kMaxJournalBytes);
  }
  EXPECT_GT(bytes, store::JournalLanes::kMaxJournalBytes / 2);
}

TEST(JournalLanes, TurnsThatNoRecordHoldsAreNotKept) {
  store::JournalLanes lanes;
  for (std::size_t i = 0; i < record::Record::kMaxTurns + 1'000; ++i) {
    EXPECT_TRUE(lanes.add("id-1", 1, turn("t" + std::to_string(i), "")));
    if (i % 1'000 == 0)
      while (!lanes.take().empty()) continue;
  }
  std::size_t last = 0;
  for (auto batch = lanes.take(); !batch.empty(); batch = lanes.take())
    last = static_cast<std::size_t>(batch.back().sequence);
  EXPECT_EQ(last, record::Record::kMaxTurns + 1);
}

TEST(JournalLanes, AllCallsTogetherAreBounded) {
  store::JournalLanes lanes;
  for (int call = 0; call < 200; ++call)
    while (lanes.add("id-" + std::to_string(call), 1, event(std::string(60'000, 'x')))) continue;
  EXPECT_LE(lanes.bytes(), store::JournalLanes::kMaxBytes + 200 * 200);
  for (int call = 0; call < 200; ++call) lanes.close("id-" + std::to_string(call));
  EXPECT_EQ(lanes.bytes(), 0u);
  EXPECT_EQ(lanes.facts(), 0u);
  EXPECT_TRUE(lanes.take().empty());
}

}  // namespace
}  // namespace hookswitch
