#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "native/kit/eventually.hpp"
#include "native/kit/size_limit.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

TEST_F(StoreTest, ASecondRecordOfAnIdIsPutBesideTheStoreAndTheFirstStays) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  finish(*store, ended_call("id-1", "CA2"));
  EXPECT_EQ(nlohmann::json::parse(*find(*store, "id-1"))["carrier"]["call_id"], "CA1");
  EXPECT_EQ(store->health().records, 1u);
  EXPECT_EQ(store->health().queue.waiting(), 1u);
  EXPECT_EQ(store->health().overflow_records, 1u);
  const auto lines = lines_of(file() + ".unsaved.jsonl");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(nlohmann::json::parse(lines.front())["carrier"]["call_id"], "CA2");
  EXPECT_FALSE(store->close());
}

TEST_F(StoreTest, AFullDiskIsNamedAndAtTheEndTheRecordsGoBesideTheStore) {
  const auto store = this->store();
  finish(*store, ended_call("id-0", "CA0"));
  const kit::SizeLimit full(std::filesystem::file_size(file() + "-wal"));
  for (const auto* id : {"id-1", "id-2", "id-3"}) store->finish(ended_call(id, "CA1"), {});
  ASSERT_TRUE(kit::eventually([&] { return !store->health().writable; }));
  EXPECT_EQ(store->health().error.find("rollback"), std::string::npos) << store->health().error;
  EXPECT_NE(store->health().error.find("disk"), std::string::npos) << store->health().error;
  EXPECT_EQ(list(*store, {"", "", "", 3}), "id-3 id-2 id-1 ");
  EXPECT_EQ(latest(*store, "twilio", "id-3"), "id-2");

  EXPECT_FALSE(store->close());
  EXPECT_EQ(store->health().overflow_records, 3u);
  EXPECT_EQ(store->health().lost_records, 0u);
  const auto lines = lines_of(file() + ".unsaved.jsonl");
  ASSERT_EQ(lines.size(), 3u);
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(nlohmann::json::parse(lines[i])["id"], "id-" + std::to_string(i + 1));
}

TEST_F(StoreTest, ADiskThatTakesNothingMoreCostsTheRecordsAndIsTold) {
  const auto store = this->store();
  const kit::SizeLimit nothing(0);
  store->finish(ended_call("id-1", "CA1"), {});
  EXPECT_FALSE(store->close());
  EXPECT_EQ(store->health().lost_records, 1u);
  EXPECT_EQ(lines_of(file() + ".unsaved.jsonl").size(), 0u);
}

TEST_F(StoreTest, WhatCannotBeReadIsNotTakenForNothing) {
  const auto store = this->store();
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("DROP TABLE calls; DROP TABLE queue"));
  const auto found = answer_of<store::Store::ReadResult<std::optional<std::string>>>(
      [&](auto answer) { store->find("id-1", std::move(answer)); });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::store_read_failed);
  EXPECT_FALSE(answer_of<store::Store::ReadResult<std::vector<store::CallSummary>>>(
      [&](auto answer) { store->list({}, std::move(answer)); }));
  EXPECT_FALSE(answer_of<store::Store::ReadResult<std::vector<store::QueueEntry>>>(
      [&](auto answer) { store->queue({}, std::move(answer)); }));
}

TEST_F(StoreTest, WhatCannotBeWrittenIsKeptAndWrittenLater) {
  const auto store = this->store();
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  std::promise<void> stored;
  store->finish(ended_call("id-1", "CA1"), [&] { stored.set_value(); });
  EXPECT_TRUE(kit::eventually([&] { return !store->health().writable; }));
  EXPECT_EQ(store->health().pending_records, 1u);
  EXPECT_FALSE(store->health().error.empty());
  EXPECT_TRUE(find(*store, "id-1"));  // out of memory, as long as the disk does not take it

  ASSERT_TRUE(other.execute("ROLLBACK"));
  stored.get_future().get();
  EXPECT_TRUE(store->health().writable);
  EXPECT_EQ(store->health().records, 1u);
  EXPECT_EQ(queue(*store).size(), 1u);
}

}  // namespace
}  // namespace hookswitch
