#include "store/restore_overflow.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <tuple>

#include "hookswitch/record/record_json.hpp"
#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"
#include "store/recovery.hpp"

namespace hookswitch {
namespace {

class UnsavedTest : public StoreTest {
 protected:
  void write_overflow(const std::vector<std::string>& lines) const {
    std::ofstream stream(store::overflow_path(file()), std::ios::app);
    for (const auto& line : lines) stream << line << '\n';
  }
  static std::string record(const std::string& id) {
    return record::record_to_json(ended_call(id, "CA-" + id));
  }
  std::vector<std::string> refused() const { return lines_of(store::refused_path(file())); }
  bool in_overflow() const { return std::filesystem::exists(store::overflow_path(file())); }
};

TEST_F(UnsavedTest, RecordsBesideTheStoreAreTakenInAsIfTheyHadBeenWrittenThen) {
  write_overflow({record("id-1"), record("id-2")});
  const auto database = open_at(file());
  EXPECT_EQ(store::restore_overflow(*database, database->file()).records, 2u);
  EXPECT_FALSE(in_overflow());
  EXPECT_EQ(database->find("id-2").value(), record("id-2"));
  ASSERT_EQ(database->queue().list({})->size(), 2u);
  EXPECT_EQ(database->queue().list({})->front().enqueued_ms, kCreated + 1'500);
  const auto calls = database->list({"twilio", "CA-id-1", "", 10});
  ASSERT_EQ(calls->size(), 1u);
  const store::CallSummary written = store::summary_of(ended_call("id-1", "CA-id-1"));
  const store::CallSummary& restored = calls->front();
  EXPECT_EQ(
      std::tie(restored.from, restored.to, restored.created_ms, restored.ended_ms, restored.cause),
      std::tie(written.from, written.to, written.created_ms, written.ended_ms, written.cause));
}

TEST_F(UnsavedTest, ACrashInBetweenCostsNothingAndMakesNothingTwice) {
  const auto database = open_at(file());
  const record::Record call = ended_call("id-1", "CA-id-1");
  ASSERT_TRUE(
      database->write({}, {{store::summary_of(call), record("id-1")}}));  // restored, then killed
  write_overflow({record("id-1"), record("id-2")});
  const store::Restored restored = store::restore_overflow(*database, database->file());
  EXPECT_EQ(restored.records, 1u);
  EXPECT_EQ(restored.refused, 0u);
  EXPECT_EQ(database->queue().list({})->size(), 2u);
  EXPECT_FALSE(in_overflow());
}

TEST_F(UnsavedTest, WhatIsNoRecordOrAnotherOneIsMovedAside) {
  const auto database = open_at(file());
  ASSERT_TRUE(
      database->write({}, {{store::summary_of(ended_call("id-1", "CA")), "{\"other\":1}"}}));
  const std::string half = record("id-2").substr(0, 100);
  write_overflow({record("id-1"), half, "[]", "{}", R"({"id":"x","carrier":{},"created_at":"now"})",
                  record("id-3")});
  const store::Restored restored = store::restore_overflow(*database, database->file());
  EXPECT_EQ(restored.records, 1u);
  EXPECT_EQ(restored.refused, 5u);
  EXPECT_TRUE(restored.complete);
  EXPECT_EQ(database->find("id-1").value(), "{\"other\":1}");
  EXPECT_EQ(refused().size(), 5u);
  EXPECT_FALSE(in_overflow());
}

TEST_F(UnsavedTest, ADatabaseThatTakesNothingLeavesTheFileForTheNextTime) {
  const auto database = open_at(file());
  write_overflow({record("id-1")});
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  EXPECT_FALSE(store::restore_overflow(*database, database->file()).complete);
  EXPECT_TRUE(in_overflow());
  ASSERT_TRUE(other.execute("ROLLBACK"));
  EXPECT_EQ(store::restore_overflow(*database, database->file()).records, 1u);
}

TEST_F(UnsavedTest, GoodRecordsAreTakenInAlthoughTheBadOnesCannotBeMovedAside) {
  const auto database = open_at(file());
  write_overflow({record("id-1"), "[]", record("id-2")});
  std::filesystem::create_directory(store::refused_path(file()));
  const store::Restored restored = store::restore_overflow(*database, database->file());
  EXPECT_EQ(restored.records, 2u);
  EXPECT_EQ(restored.refused, 0u);
  EXPECT_TRUE(restored.complete);
  EXPECT_FALSE(restored.removed);
  EXPECT_TRUE(in_overflow());

  std::filesystem::remove(store::refused_path(file()));
  EXPECT_EQ(store::restore_overflow(*database, database->file()).records, 0u);
  EXPECT_EQ(refused(), std::vector<std::string>{"[]"});
  EXPECT_FALSE(in_overflow());
}

TEST_F(UnsavedTest, AWholeRecordBesideTheStoreComesBeforeItsOpenJournal) {
  {
    const auto store = this->store();
    store->journal("id-1", kCreated, record::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  }
  write_overflow({record("id-1")});
  const auto database = open_at(file());
  EXPECT_EQ(store::restore_overflow(*database, database->file()).records, 1u);
  EXPECT_EQ(store::recover(*database), 0u);
  EXPECT_EQ(database->find("id-1").value(), record("id-1"));
}

TEST_F(UnsavedTest, WhileTheStoreFailsRecordsAreBesideItAndAfterwardsInIt) {
  store::Writer store(open_at(file()), options());
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  std::promise<void> stored;
  store.finish(ended_call("id-1", "CA-id-1"), [&] { stored.set_value(); });
  ASSERT_TRUE(kit::eventually([&] { return store.health().overflow_records == 1; }));
  EXPECT_EQ(lines_of(store::overflow_path(file())).size(), 1u);
  EXPECT_EQ(store.health().pending_records, 1u);
  EXPECT_TRUE(find(store, "id-1"));

  ASSERT_TRUE(other.execute("ROLLBACK"));
  stored.get_future().get();
  ASSERT_TRUE(kit::eventually([&] { return store.health().overflow_records == 0; }));
  EXPECT_FALSE(in_overflow());
  EXPECT_TRUE(refused().empty());
  EXPECT_EQ(queue(store).size(), 1u);
  EXPECT_TRUE(store.close());
}

}  // namespace
}  // namespace hookswitch
