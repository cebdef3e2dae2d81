#include <gtest/gtest.h>

#include "native/kit/eventually.hpp"
#include "native/kit/set_clock.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

constexpr std::int64_t kDay = 24LL * 3'600 * 1'000;

class RetentionTest : public ::testing::Test {
 protected:
  RetentionTest() {
    auto opened = store::sqlite::Database::open(folder_.file("store.db"), {}, time_.clocks());
    if (opened) database_ = std::move(*opened);
    EXPECT_TRUE(database_ && database_->queue().load({}, kCreated));
  }

  void add(const std::string& id, const std::string& record = "{}") {
    ASSERT_TRUE(database_->write({}, {{store::summary_of(ended_call(id, "CA")), record}}));
  }
  void acknowledge(std::size_t count) {
    const std::int64_t soon = kCreated * 2;
    const auto claimed = database_->queue().claim({count, Millis{1'000}, Millis{0}}, soon);
    for (const auto& entry : *claimed)
      ASSERT_TRUE(database_->queue().settle(
          {store::Settlement::Kind::ack, entry.call_id, entry.lease, "", Millis{0}}, soon));
  }
  std::string kept() { return ids_in(*database_); }

  kit::SetClock time_{kCreated};
  kit::TemporaryFolder folder_;
  std::unique_ptr<store::sqlite::Database> database_;
};

TEST_F(RetentionTest, RecordsAreKeptForTheirDaysAndOnlyAcknowledgedOnesAreDeleted) {
  for (const auto* id : {"id-1", "id-2", "id-3"}) add(id);
  acknowledge(2);
  const store::Retention two_days{2, 0};
  time_.pass(2 * kDay);
  EXPECT_EQ(database_->prune(two_days).value(), 0u);
  EXPECT_EQ(kept(), "id-3 id-2 id-1 ");
  time_.pass(1);
  EXPECT_EQ(database_->prune(two_days).value(), 2u);
  EXPECT_EQ(kept(), "id-3 ");
  EXPECT_EQ(database_->queue().depth().of(store::QueueState::done), 0u);
  EXPECT_EQ(database_->queue().depth().of(store::QueueState::ready), 1u);
  time_.pass(100 * kDay);
  EXPECT_EQ(database_->prune(two_days).value(), 0u);
}

TEST_F(RetentionTest, TheNewestAreKeptWhateverTheirNumberAndSoIsWhatNobodyHasTaken) {
  for (const auto* id : {"id-1", "id-2", "id-3", "id-4", "id-5"}) add(id);
  acknowledge(4);
  EXPECT_EQ(database_->prune({0, 2}).value(), 3u);
  EXPECT_EQ(kept(), "id-5 id-4 ");
  add("id-6");
  add("id-7");
  EXPECT_EQ(database_->prune({0, 2}).value(), 1u);
  EXPECT_EQ(kept(), "id-7 id-6 id-5 ") << "id-5 was not acknowledged";
}

TEST_F(RetentionTest, OldRecordsGoInBatchesAndGiveTheirSpaceBack) {
  for (int i = 0; i < 250; ++i) add("id-" + std::to_string(1'000 + i), std::string(20'000, 'x'));
  for (int i = 0; i < 3; ++i) acknowledge(100);
  store::sqlite::Connection file;
  ASSERT_TRUE(file.open(folder_.file("store.db")));
  const auto pages = [&] { return file.number("PRAGMA page_count").value(); };
  const auto before = pages();
  const store::Retention one{0, 1};
  EXPECT_EQ(database_->prune(one).value(), 100u);
  EXPECT_EQ(database_->prune(one).value(), 100u);
  EXPECT_EQ(database_->prune(one).value(), 49u);
  EXPECT_EQ(database_->prune(one).value(), 0u);
  EXPECT_LT(pages(), before / 2);
}

TEST_F(RetentionTest, TheStorePrunesByItself) {
  for (const auto* id : {"id-1", "id-2"}) add(id);
  acknowledge(2);
  store::Writer::Options options;
  options.beside = database_->file();
  options.retention = {0, 1};
  store::Writer store(std::move(database_), options);
  EXPECT_TRUE(
      kit::eventually([&] { return store.health().queue.of(store::QueueState::done) == 1; }));
}

}  // namespace
}  // namespace hookswitch
