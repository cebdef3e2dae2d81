#include <gtest/gtest.h>

#include <set>

#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

constexpr std::int64_t kNow = kCreated + 60'000;

/// The table alone, at times that the test chooses.
class QueueTest : public ::testing::Test {
 protected:
  QueueTest() : database_(open_at(folder_.file("store.db"))) {
    EXPECT_TRUE(table().load(rules_, kNow));
  }

  store::sqlite::QueueTable& table() { return database_->queue(); }
  void add(const std::string& id) {
    const record::Record record = ended_call(id, "CA-" + id);
    ASSERT_TRUE(database_->write({}, {{store::summary_of(record), "{\"id\":\"" + id + "\"}"}}));
  }
  std::vector<store::ClaimedEntry> claim(std::int64_t now_ms, std::size_t limit = 10,
                                         store::Claimer claimer = store::Claimer::client) {
    return table().claim({limit, Millis{30'000}, Millis{0}, claimer}, now_ms).value();
  }
  store::SettleAnswer settle(store::Settlement::Kind kind, const store::ClaimedEntry& entry,
                             std::int64_t now_ms, Millis pause = Millis{0}) {
    return table().settle({kind, entry.call_id, entry.lease, "no luck", pause}, now_ms).value();
  }
  store::QueueEntry entry(const std::string& id) {
    const auto entries = table().list({std::nullopt, "", 100});
    for (const auto& each : *entries)
      if (each.call_id == id) return each;
    return {};
  }
  void restart() {
    database_.reset();
    database_ = open_at(folder_.file("store.db"));
    ASSERT_TRUE(table().load(rules_, kNow));
  }

  static constexpr auto ack = store::Settlement::Kind::ack;
  static constexpr auto nack = store::Settlement::Kind::nack;
  static constexpr auto requeue = store::Settlement::Kind::requeue;
  kit::TemporaryFolder folder_;
  store::QueueRules rules_;
  std::unique_ptr<store::sqlite::Database> database_;
};

TEST_F(QueueTest, AClaimHandsOutTheRecordOnceUntilItIsAcknowledged) {
  add("id-1");
  add("id-2");
  const auto first = claim(kNow, 1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].record, R"({"id":"id-1"})");
  EXPECT_EQ(first[0].attempts, 1);
  EXPECT_EQ(first[0].lease_until_ms, kNow + 30'000);
  const auto second = claim(kNow);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].call_id, "id-2");
  EXPECT_NE(second[0].lease, first[0].lease);
  EXPECT_TRUE(claim(kNow).empty());

  EXPECT_EQ(settle(ack, first[0], kNow).settled, store::Settled::done);
  EXPECT_EQ(settle(ack, first[0], kNow).settled, store::Settled::done) << "twice is no error";
  EXPECT_EQ(table().depth().of(store::QueueState::done), 1u);
  EXPECT_EQ(table().depth().of(store::QueueState::leased), 1u);
}

TEST_F(QueueTest, WhatWasNotClaimedOrIsLeasedToAnotherCannotBeSettled) {
  add("id-1");
  EXPECT_EQ(settle(ack, {"id-1", "", 0, 0, 0, ""}, kNow).settled, store::Settled::lease_not_held);
  const auto held = claim(kNow).at(0);
  for (const auto kind : {ack, nack})
    EXPECT_EQ(settle(kind, {"id-1", "other", 0, 0, 0, ""}, kNow).settled,
              store::Settled::lease_not_held);
  EXPECT_EQ(settle(requeue, held, kNow).settled, store::Settled::lease_not_held);
  EXPECT_EQ(settle(ack, {"id-9", "x", 0, 0, 0, ""}, kNow).settled, store::Settled::no_such_entry);
  EXPECT_EQ(entry("id-1").state, store::QueueState::leased);
}

TEST_F(QueueTest, ALeaseThatRunsOutGivesTheEntryBackAfterAPause) {
  add("id-1");
  const auto lost = claim(kNow).at(0);
  EXPECT_EQ(table().expire(kNow + 29'999).value(), 0u);
  EXPECT_EQ(table().expire(kNow + 30'000).value(), 1u);
  const store::QueueEntry back = entry("id-1");
  EXPECT_EQ(back.state, store::QueueState::ready);
  EXPECT_EQ(back.reason, "the lease ran out");
  EXPECT_GE(back.due_ms, kNow + 30'000 + 2'500);
  EXPECT_LE(back.due_ms, kNow + 30'000 + 5'000);
  EXPECT_EQ(table().next_due_ms().value(), back.due_ms);
  EXPECT_TRUE(claim(back.due_ms - 1).empty());
  EXPECT_EQ(claim(back.due_ms).at(0).attempts, 2);
}

TEST_F(QueueTest, ALateAckCountsUntilSomebodyElseHasTheEntry) {
  add("id-1");
  const auto first = claim(kNow).at(0);
  ASSERT_EQ(table().expire(kNow + 30'000).value(), 1u);
  const auto late = settle(ack, first, kNow + 30'001);
  EXPECT_EQ(late.settled, store::Settled::done);
  EXPECT_EQ(late.entry.reason, "") << "it has not failed";

  add("id-2");
  const auto slow = claim(kNow).at(0);
  ASSERT_EQ(table().expire(kNow + 30'000).value(), 1u);
  const auto other = claim(kNow + 60'000).at(0);
  EXPECT_EQ(settle(ack, slow, kNow + 60'001).settled, store::Settled::lease_not_held);
  EXPECT_EQ(settle(ack, other, kNow + 60'001).settled, store::Settled::done);
}

TEST_F(QueueTest, PausesDoubleUpToTheLongestAndTheLastFailureMakesADeadLetter) {
  rules_ = {4, Millis{1'000}, Millis{3'000}};
  restart();
  add("id-1");
  std::int64_t now_ms = kNow;
  for (const std::int64_t pause : {1'000, 2'000, 3'000}) {
    const auto answer = settle(nack, claim(now_ms).at(0), now_ms);
    EXPECT_EQ(answer.entry.state, store::QueueState::ready);
    EXPECT_EQ(answer.entry.reason, "no luck");
    EXPECT_GE(answer.entry.due_ms - now_ms, pause / 2);
    EXPECT_LE(answer.entry.due_ms - now_ms, pause);
    now_ms = answer.entry.due_ms;
  }
  const auto last = claim(now_ms).at(0);
  EXPECT_EQ(settle(nack, last, now_ms).entry.state, store::QueueState::dead);
  EXPECT_EQ(entry("id-1").attempts, 4);
  EXPECT_TRUE(claim(now_ms + 10'000'000).empty());

  const auto again = table().settle({requeue, "id-1", "", "", Millis{0}}, now_ms).value();
  EXPECT_EQ(again.entry.state, store::QueueState::ready);
  EXPECT_EQ(again.entry.reason, "") << "it begins anew";
  EXPECT_EQ(claim(now_ms).at(0).attempts, 1);
}

TEST_F(QueueTest, AConsumerMayAskForALongerPauseWithinTheLongest) {
  add("id-1");
  EXPECT_EQ(settle(nack, claim(kNow).at(0), kNow, Millis{600'000}).entry.due_ms, kNow + 600'000);
  add("id-2");
  EXPECT_EQ(settle(nack, claim(kNow).at(0), kNow, Millis{99'000'000}).entry.due_ms,
            kNow + 3'600'000);
}

TEST_F(QueueTest, LeasesOutliveTheProcessButNotTheBridgesOwn) {
  add("id-1");
  add("id-2");
  const auto consumers = claim(kNow, 1);
  const auto own = claim(kNow, 1, store::Claimer::delivery);
  restart();
  EXPECT_EQ(entry("id-1").state, store::QueueState::leased);
  EXPECT_EQ(entry("id-2").state, store::QueueState::ready);
  EXPECT_EQ(entry("id-2").attempts, 1);
  EXPECT_EQ(table().depth().of(store::QueueState::leased), 1u);
  EXPECT_EQ(settle(ack, consumers.at(0), kNow).settled, store::Settled::done);
}

TEST_F(QueueTest, AnEntryThatNobodyHasSeenIsReleasedWithoutAnAttempt) {
  rules_.max_attempts = 1;
  restart();
  add("id-1");
  const auto unseen = claim(kNow).at(0);
  const auto answer = settle(store::Settlement::Kind::release, unseen, kNow);
  EXPECT_EQ(answer.settled, store::Settled::done);
  EXPECT_EQ(answer.entry.state, store::QueueState::ready);
  EXPECT_EQ(answer.entry.attempts, 0);
  EXPECT_EQ(answer.entry.reason, "");
  EXPECT_EQ(settle(ack, unseen, kNow).settled, store::Settled::lease_not_held);
  EXPECT_EQ(settle(store::Settlement::Kind::release, unseen, kNow).settled,
            store::Settled::lease_not_held);
  EXPECT_EQ(claim(kNow).at(0).attempts, 1);
}

TEST_F(QueueTest, AClaimStopsBeforeItsRecordsAreTooManyBytes) {
  for (const auto* id : {"id-1", "id-2", "id-3"}) {
    const record::Record record = ended_call(id, "CA");
    ASSERT_TRUE(database_->write({}, {{store::summary_of(record), std::string(5 << 20, 'x')}}));
  }
  EXPECT_EQ(claim(kNow).size(), 2u);
  EXPECT_EQ(claim(kNow).size(), 1u);
}

}  // namespace
}  // namespace hookswitch
