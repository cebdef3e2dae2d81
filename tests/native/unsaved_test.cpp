#include "store/unsaved.hpp"

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
  void put_beside(const std::vector<std::string>& lines) const {
    std::ofstream stream(store::unsaved_file(file()), std::ios::app);
    for (const auto& line : lines) stream << line << '\n';
  }
  static std::string record(const std::string& id) {
    return record::record_to_json(ended_call(id, "CA-" + id));
  }
  std::vector<std::string> refused() const { return lines_of(store::refused_file(file())); }
  bool is_beside() const { return std::filesystem::exists(store::unsaved_file(file())); }
};

TEST_F(UnsavedTest, RecordsBesideTheStoreAreTakenInAsIfTheyHadBeenWrittenThen) {
  put_beside({record("id-1"), record("id-2")});
  const auto database = open_at(file());
  EXPECT_EQ(store::take_in_unsaved(*database).records, 2u);
  EXPECT_FALSE(is_beside());
  EXPECT_EQ(database->find("id-2").value(), record("id-2"));
  ASSERT_EQ(database->queue().list({})->size(), 2u);
  EXPECT_EQ(database->queue().list({})->front().enqueued_ms, kCreated + 1'500);
  const auto calls = database->list({"twilio", "CA-id-1", "", 10});
  ASSERT_EQ(calls->size(), 1u);
  const store::CallSummary written = store::summary_of(ended_call("id-1", "CA-id-1"));
  const store::CallSummary& taken = calls->front();
  EXPECT_EQ(
      std::tie(taken.from, taken.to, taken.created_ms, taken.ended_ms, taken.cause),
      std::tie(written.from, written.to, written.created_ms, written.ended_ms, written.cause));
}

TEST_F(UnsavedTest, ACrashInBetweenCostsNothingAndMakesNothingTwice) {
  const auto database = open_at(file());
  const record::Record call = ended_call("id-1", "CA-id-1");
  ASSERT_TRUE(
      database->write({}, {{store::summary_of(call), record("id-1")}}));  // taken in, then killed
  put_beside({record("id-1"), record("id-2")});
  const store::TakenIn taken = store::take_in_unsaved(*database);
  EXPECT_EQ(taken.records, 1u);
  EXPECT_EQ(taken.refused, 0u);
  EXPECT_EQ(database->queue().list({})->size(), 2u);
  EXPECT_FALSE(is_beside());
}

TEST_F(UnsavedTest, WhatIsNoRecordOrAnotherOneIsMovedAside) {
  const auto database = open_at(file());
  ASSERT_TRUE(
      database->write({}, {{store::summary_of(ended_call("id-1", "CA")), "{\"other\":1}"}}));
  const std::string half = record("id-2").substr(0, 100);
  put_beside({record("id-1"), half, "[]", "{}", R"({"id":"x","carrier":{},"created_at":"now"})",
              record("id-3")});
  const store::TakenIn taken = store::take_in_unsaved(*database);
  EXPECT_EQ(taken.records, 1u);
  EXPECT_EQ(taken.refused, 5u);
  EXPECT_TRUE(taken.complete);
  EXPECT_EQ(database->find("id-1").value(), "{\"other\":1}");
  EXPECT_EQ(refused().size(), 5u);
  EXPECT_FALSE(is_beside());
}

TEST_F(UnsavedTest, ADatabaseThatTakesNothingLeavesTheFileForTheNextTime) {
  const auto database = open_at(file());
  put_beside({record("id-1")});
  store::Sqlite other;
  ASSERT_EQ(other.open(file()), "");
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  EXPECT_FALSE(store::take_in_unsaved(*database).complete);
  EXPECT_TRUE(is_beside());
  ASSERT_TRUE(other.execute("ROLLBACK"));
  EXPECT_EQ(store::take_in_unsaved(*database).records, 1u);
}

TEST_F(UnsavedTest, GoodRecordsAreTakenInAlthoughTheBadOnesCannotBeMovedAside) {
  const auto database = open_at(file());
  put_beside({record("id-1"), "[]", record("id-2")});
  std::filesystem::create_directory(store::refused_file(file()));
  const store::TakenIn taken = store::take_in_unsaved(*database);
  EXPECT_EQ(taken.records, 2u);
  EXPECT_EQ(taken.refused, 0u);
  EXPECT_TRUE(taken.complete);
  EXPECT_FALSE(taken.removed);
  EXPECT_TRUE(is_beside());

  std::filesystem::remove(store::refused_file(file()));
  EXPECT_EQ(store::take_in_unsaved(*database).records, 0u);
  EXPECT_EQ(refused(), std::vector<std::string>{"[]"});
  EXPECT_FALSE(is_beside());
}

TEST_F(UnsavedTest, AWholeRecordBesideTheStoreComesBeforeItsOpenJournal) {
  {
    const auto store = this->store();
    store->journal("id-1", kCreated, record::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  }
  put_beside({record("id-1")});
  const auto database = open_at(file());
  EXPECT_EQ(store::take_in_unsaved(*database).records, 1u);
  EXPECT_EQ(store::recover(*database), 0u);
  EXPECT_EQ(database->find("id-1").value(), record("id-1"));
}

TEST_F(UnsavedTest, WhileTheStoreFailsRecordsAreBesideItAndAfterwardsInIt) {
  store::StoreThread store(open_at(file()), {});
  store::Sqlite other;
  ASSERT_EQ(other.open(file()), "");
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  std::promise<void> stored;
  store.finish(ended_call("id-1", "CA-id-1"), [&] { stored.set_value(); });
  ASSERT_TRUE(kit::eventually([&] { return store.health().spilled_records == 1; }));
  EXPECT_EQ(lines_of(store::unsaved_file(file())).size(), 1u);
  EXPECT_EQ(store.health().pending_records, 1u);
  EXPECT_TRUE(find(store, "id-1"));

  ASSERT_TRUE(other.execute("ROLLBACK"));
  stored.get_future().get();
  ASSERT_TRUE(kit::eventually([&] { return store.health().spilled_records == 0; }));
  EXPECT_FALSE(is_beside());
  EXPECT_TRUE(refused().empty());
  EXPECT_EQ(queue(store).size(), 1u);
  EXPECT_TRUE(store.close());
}

}  // namespace
}  // namespace hookswitch
