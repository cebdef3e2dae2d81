#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <utility>

#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

/// A request that blocks the store's thread until it is released.
class Obstacle {
 public:
  explicit Obstacle(store::Store& store) {
    store.find("id", [this](const auto&) {
      reached_.set_value();
      free_.get_future().get();
    });
    reached_.get_future().get();
  }
  void remove() { free_.set_value(); }

 private:
  std::promise<void> reached_, free_;
};

TEST_F(StoreTest, AFloodOfQuestionsDoesNotDelayTheJournal) {
  constexpr int kQuestions = 200;
  std::atomic<int> answered{0};
  std::promise<int> answered_before;
  store::Writer::Options options;
  options.beside = file();
  options.committed = [&](Micros, Micros) { answered_before.set_value(answered); };
  store::Writer store(open_at(file()), options);
  Obstacle obstacle(store);
  store.journal("id-1", kCreated, record::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  for (int i = 0; i < kQuestions; ++i)
    store.find("id-1", [&](const auto&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));  // a slow disk
      ++answered;
    });
  obstacle.remove();
  EXPECT_LT(answered_before.get_future().get(), kQuestions / 2);
  EXPECT_TRUE(kit::eventually([&] { return answered == kQuestions; })) << "none is forgotten";
}

TEST_F(StoreTest, AFloodOfOneCallsFactsDoesNotDelayTheJournalOfAnother) {
  store::sqlite::Connection other;
  std::promise<std::int64_t> first_batch;
  store::Writer::Options options;
  options.beside = file();
  options.committed = [&, done = false](Micros, Micros) mutable {
    if (std::exchange(done, true)) return;
    first_batch.set_value(
        other.number("SELECT count(*) FROM journal WHERE call_id = 'good'").value_or(-1));
  };
  store::Writer store(open_at(file()), options);
  ASSERT_TRUE(other.open(file()));
  Obstacle obstacle(store);
  for (int i = 0; i < 2'000; ++i)
    store.journal("flood", kCreated,
                  record::EventFact{i, record::Origin::agent, "event", std::string(10'000, 'x')});
  store.journal("good", kCreated, record::CreatedFact{"good", "twilio", "", kCreated, ""});
  obstacle.remove();
  EXPECT_EQ(first_batch.get_future().get(), 1);
  EXPECT_GT(store.health().lost_facts, 0u) << "it is told";
}

TEST_F(StoreTest, ATurnThatIsToldAgainAndAgainTakesOneRow) {
  const auto store = this->store();
  record::TurnFact turn;
  turn.turn_id = "t1";
  for (int batch = 0; batch < 3; ++batch) {
    for (int i = 0; i < 300; ++i) {
      turn.text = std::string(100'000, static_cast<char>('a' + batch));
      store->journal("id-1", kCreated, turn);
    }
    ASSERT_TRUE(kit::eventually([&] { return store->health().pending_facts == 0; }));
  }
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  EXPECT_EQ(other.number("SELECT count(*) FROM journal"), 1);
  EXPECT_EQ(other.number("SELECT count(*) FROM journal WHERE fact LIKE '%ccc%'"), 1);
  EXPECT_EQ(store->health().lost_facts, 0u);
}

TEST_F(StoreTest, QuestionsAboveTheBoundAreRefusedExceptTheBridgesOwn) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  const auto own =
      answer_of<store::Store::ReadResult<std::vector<store::ClaimedEntry>>>([&](auto answer) {
        store->claim({1, Millis{60'000}, Millis{0}, store::Claimer::delivery}, answer);
      })->at(0);
  Obstacle obstacle(*store);
  std::atomic<std::size_t> answered{0}, refused{0};
  for (std::size_t i = 0; i < store::Writer::kMaxQuestions; ++i)
    store->find("id-1", [&](const auto& found) { ++(found ? answered : refused); });
  EXPECT_EQ(refused, 0u);
  Errc code{};
  store->settle({store::Settlement::Kind::ack, "id-1", "x", "", Millis{0}},
                [&](const auto& settled) { code = settled.error().code; });
  EXPECT_EQ(code, Errc::too_many_connections);
  code = {};
  store->claim({}, [&](const auto& claimed) { code = claimed.error().code; });
  EXPECT_EQ(code, Errc::too_many_connections);

  std::promise<store::Settled> settled;
  store->settle(
      {store::Settlement::Kind::ack, "id-1", own.lease, "", Millis{0}, store::Claimer::delivery},
      [&](const auto& answer) { settled.set_value(answer.value().settled); });
  obstacle.remove();
  EXPECT_EQ(settled.get_future().get(), store::Settled::done);
  EXPECT_EQ(answered, store::Writer::kMaxQuestions);
}

TEST_F(StoreTest, AnEntryThatCannotBeReadIsNotTakenForMissing) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("DROP TABLE queue"));
  const auto settled = answer_of<store::Store::ReadResult<store::SettleAnswer>>([&](auto answer) {
    store->settle({store::Settlement::Kind::ack, "id-1", "x", "", Millis{0}}, std::move(answer));
  });
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().code, Errc::store_read_failed);
}

TEST_F(StoreTest, EntriesThatCouldNotBeCountedAtTheStartAreCountedLater) {
  finish(*store(), ended_call("id-1", "CA1"));
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  const auto store = this->store();
  EXPECT_EQ(store->health().queue.waiting(), 0u);
  const auto claim = [&] {
    return answer_of<store::Store::ReadResult<std::vector<store::ClaimedEntry>>>(
        [&](auto answer) { store->claim({}, std::move(answer)); });
  };
  EXPECT_FALSE(claim()) << "that is no empty queue";
  ASSERT_TRUE(other.execute("ROLLBACK"));
  EXPECT_TRUE(kit::eventually([&] { return store->health().queue.waiting() == 1; }));
  EXPECT_EQ(claim()->size(), 1u);
}

}  // namespace
}  // namespace hookswitch
