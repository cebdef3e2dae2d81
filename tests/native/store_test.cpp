#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

TEST_F(StoreTest, AFinishedCallIsFoundAndQueuedOnce) {
  const auto store = this->store();
  store->journal("id-1", kCreated, record::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  finish(*store, ended_call("id-1", "CA1"));
  const auto text = find(*store, "id-1");
  ASSERT_TRUE(text);
  EXPECT_EQ(nlohmann::json::parse(*text)["carrier"]["call_id"], "CA1");
  const auto entries = queue(*store);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries.front().call_id, "id-1");
  EXPECT_EQ(entries.front().state, store::QueueState::ready);
  EXPECT_EQ(store->health().queue.waiting(), 1u);
  EXPECT_EQ(store->health().pending_facts, 0u);
}

TEST_F(StoreTest, TheLatestCallOfACarrierIdIsTheOneToFollow) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  finish(*store, ended_call("id-2", "CA1"));
  finish(*store, ended_call("id-3", "CA2"));
  EXPECT_EQ(latest(*store, "twilio", "id-9"), "id-2");
  EXPECT_EQ(latest(*store, "twilio", "id-2"), "id-1");
  EXPECT_EQ(latest(*store, "vonage", "id-9"), std::nullopt);
}

TEST_F(StoreTest, ACallFollowsWhatEndedBeforeItAskedAndNeverWhatCameLater) {
  using Found = std::optional<std::string>;
  const auto store = this->store();
  for (int i = 0; i < 300; ++i) {
    const std::string n = std::to_string(i);
    const auto before = answer_of<Found>([&](auto answer) {
      store->finish(ended_call("before-" + n, "CA" + n), [] {});
      store->latest("twilio", "CA" + n, "asking", std::move(answer));
    });
    EXPECT_EQ(before, "before-" + n);
    const auto after = answer_of<Found>([&](auto answer) {
      store->latest("twilio", "CB" + n, "asking", std::move(answer));
      store->finish(ended_call("after-" + n, "CB" + n), [] {});
    });
    EXPECT_EQ(after, std::nullopt) << "that call came after the one that asks";
  }
}

TEST_F(StoreTest, ListsAreNewestFirstAndGoOnBelowAnId) {
  const auto store = this->store();
  for (const auto* id : {"id-1", "id-2", "id-3"}) finish(*store, ended_call(id, "CA"));
  EXPECT_EQ(list(*store, {}), "id-3 id-2 id-1 ");
  EXPECT_EQ(list(*store, {"", "", "id-3", 1}), "id-2 ");
  EXPECT_EQ(list(*store, {"vonage", "", "", 10}), "");
  EXPECT_EQ(list(*store, {"", "CB", "", 10}), "");
}

TEST_F(StoreTest, TheQueueIsReadToItsEndByItsCursor) {
  const auto store = this->store();
  for (const auto* id : {"id-1", "id-2", "id-3"}) finish(*store, ended_call(id, "CA"));
  EXPECT_EQ(queue(*store, {std::nullopt, "", 2}).back().call_id, "id-2");
  ASSERT_EQ(queue(*store, {std::nullopt, "id-2", 2}).size(), 1u);
  EXPECT_EQ(queue(*store, {std::nullopt, "id-2", 2}).front().call_id, "id-3");
}

TEST_F(StoreTest, AFactIsDurableSoonAfterItHappened) {
  const auto store = this->store();
  store->journal("id-1", kCreated, record::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  EXPECT_TRUE(kit::eventually([&] { return store->health().pending_facts == 0; }));
  store::sqlite::Connection reader;
  ASSERT_TRUE(reader.open(file()));
  EXPECT_EQ(reader.number("SELECT count(*) FROM journal"), 1);
}

TEST_F(StoreTest, FactsOfALiveCallAreOnDiskWithinTheirTime) {
  constexpr Micros kPromised{200'000};
  std::mutex mutex;
  std::vector<Micros> waits;
  store::Writer::Options options;
  options.beside = file();
  options.committed = [&](Micros waited, Micros) {
    const std::lock_guard lock(mutex);
    waits.push_back(waited);
  };
  store::Writer store(open_at(file()), options);
  for (int i = 0; i < 60; ++i) {
    store.journal("id-1", kCreated + i,
                  record::EventFact{i, record::Origin::bridge, "tick", std::to_string(i)});
    std::this_thread::sleep_for(Millis{15});  // a call's own pace: facts fall into any phase
  }
  ASSERT_TRUE(kit::eventually([&] { return store.health().pending_facts == 0; }));
  EXPECT_TRUE(store.close());
  ASSERT_GE(waits.size(), 4u);
  std::sort(waits.begin(), waits.end());
  RecordProperty("longest_wait_us", static_cast<int>(waits.back().count()));
  // A machine that stands still may delay one; the promise is about the store.
  EXPECT_LT(waits[waits.size() - 1 - waits.size() / 8], kPromised);
}

}  // namespace
}  // namespace hookswitch
