#include <gtest/gtest.h>

#include "native/kit/set_clock.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

constexpr std::int64_t kHour = 3'600'000;

/// The queue of a machine whose calendar is set back or forward by the parameter.
class QueueTimeTest : public ::testing::TestWithParam<std::int64_t> {
 protected:
  QueueTimeTest() { start(); }

  void start() {
    database_.reset();
    auto opened = store::sqlite::Database::open(folder_.file("store.db"), {}, time_.clocks());
    ASSERT_TRUE(opened);
    database_ = std::move(*opened);
    ASSERT_TRUE(database_->queue().load({}, now()));
  }
  void set_calendar() { time_.calendar_ms += GetParam(); }
  std::int64_t now() { return database_->clock().now_ms(); }
  void add(const std::string& id) {
    const record::Record record = ended_call(id, "CA1");
    const std::vector<store::FinishedCall> calls{{store::summary_of(record), "{}"}};
    ASSERT_TRUE(database_->write({}, calls));
  }
  store::ClaimedEntry claim() {
    const auto claimed = database_->queue().claim({1, Millis{30'000}, Millis{0}}, now());
    return claimed && !claimed->empty() ? claimed->front() : store::ClaimedEntry{};
  }
  bool lease_ran_out() { return database_->queue().expire(now()).value() == 1; }
  void acknowledge() {
    const store::ClaimedEntry entry = claim();
    ASSERT_TRUE(database_->queue().settle(
        {store::Settlement::Kind::ack, entry.call_id, entry.lease, "", Millis{0}}, now()));
  }
  std::string kept() { return ids_in(*database_); }

  kit::SetClock time_{kCreated};
  kit::TemporaryFolder folder_;
  std::unique_ptr<store::sqlite::Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Calendar, QueueTimeTest, ::testing::Values(-kHour, kHour, 0));

TEST_P(QueueTimeTest, ALeaseIsAsLongAsItWasGiven) {
  add("id-1");
  ASSERT_EQ(claim().call_id, "id-1");
  set_calendar();
  time_.pass(29'999);
  EXPECT_FALSE(lease_ran_out());
  time_.pass(1);
  EXPECT_TRUE(lease_ran_out());
}

TEST_P(QueueTimeTest, ALeaseIsAsLongAsItWasGivenAcrossARestart) {
  add("id-1");
  ASSERT_EQ(claim().call_id, "id-1");
  time_.pass(10'000);
  database_.reset();
  set_calendar();
  time_.pass(10'000);
  time_.steady_ms = 77;  // another process counts from elsewhere
  start();
  EXPECT_FALSE(lease_ran_out());
  time_.pass(9'999);
  EXPECT_FALSE(lease_ran_out());
  time_.pass(1);
  EXPECT_TRUE(lease_ran_out());
}

TEST_P(QueueTimeTest, AcrossABootALeaseIsNeverLonger) {
  add("id-1");
  ASSERT_EQ(claim().call_id, "id-1");
  ASSERT_TRUE(database_->keep_time());
  database_.reset();
  set_calendar();
  time_.reboot(10'000);
  start();
  EXPECT_EQ(lease_ran_out(), GetParam() > 0) << "forward it cannot be told from time that passed";
  time_.pass(GetParam() < 0 ? 30'000 : 20'000);
  EXPECT_NE(lease_ran_out(), GetParam() > 0);
}

TEST_P(QueueTimeTest, APauseAfterAFailureIsAsLongAsItWas) {
  add("id-1");
  const store::ClaimedEntry entry = claim();
  const auto back = database_->queue().settle(
      {store::Settlement::Kind::nack, entry.call_id, entry.lease, "no luck", Millis{600'000}},
      now());
  ASSERT_EQ(back->entry.due_ms - now(), 600'000);
  time_.pass(300'000);
  set_calendar();
  start();
  time_.pass(299'999);
  EXPECT_EQ(claim().call_id, "");
  time_.pass(1);
  EXPECT_EQ(claim().call_id, "id-1");
}

TEST_P(QueueTimeTest, TimesAreShownByTheCalendarAsItStands) {
  EXPECT_EQ(database_->clock().calendar_of(now() + 5), time_.calendar_ms + 5);
  set_calendar();
  time_.pass(1'000);
  EXPECT_EQ(database_->clock().calendar_of(now() + 5), time_.calendar_ms + 5);
}

TEST_P(QueueTimeTest, ATimeIsShownAlikeByTheNextProcess) {
  const std::int64_t due = now() + 5;
  const std::int64_t shown = database_->clock().calendar_of(due);
  ASSERT_TRUE(database_->keep_time());
  database_.reset();
  time_.steady_ms = 77;
  time_.calendar_ms += 1;  // its milliseconds begin elsewhere than those of the other clocks
  start();
  EXPECT_EQ(database_->clock().calendar_of(due), shown);
}

TEST_P(QueueTimeTest, TheNewestRecordsAreKeptWhateverTheirIdsSay) {
  add("id-5");
  add("id-6");
  acknowledge();
  acknowledge();
  set_calendar();
  time_.pass(1'000);
  add("id-1");  // ids begin with the calendar
  acknowledge();
  EXPECT_EQ(database_->latest("twilio", "CA1", "").value(), "id-1");
  EXPECT_EQ(database_->prune({0, 2}).value(), 1u);
  EXPECT_EQ(kept(), "id-6 id-1 ");
}

TEST_P(QueueTimeTest, ARecordIsKeptForItsDays) {
  add("id-1");
  acknowledge();
  set_calendar();
  time_.pass(24 * kHour);
  EXPECT_EQ(database_->prune({1, 0}).value(), 0u);
  time_.pass(1);
  EXPECT_EQ(database_->prune({1, 0}).value(), 1u);
}

}  // namespace
}  // namespace hookswitch
