#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "native/kit/store_rig.hpp"
#include "store/recovery.hpp"
#include "store/sqlite/schema.hpp"

namespace hookswitch {
namespace {

/// A database as that version of the schema had it, with an ended call and a journal that is open.
void make_version(int version, const std::string& file) {
  std::ifstream stream(HOOKSWITCH_DATA_DIR "/store/version" + std::to_string(version) + ".sql");
  const std::string sql{std::istreambuf_iterator<char>(stream), {}};
  store::sqlite::Connection sqlite;
  ASSERT_TRUE(sqlite.open(file));
  ASSERT_TRUE(sqlite.execute(sql.c_str())) << sqlite.error();
  ASSERT_EQ(sqlite.number("PRAGMA user_version"), version);
}

TEST_F(StoreTest, AnOlderFileIsMigratedWithAllThatIsInIt) {
  make_version(1, file());
  const auto database = open_at(file());
  ASSERT_TRUE(database);
  EXPECT_EQ(store::recover(*database), 1u);
  ASSERT_TRUE(database->queue().load({}, kCreated * 2));
  EXPECT_EQ(database->queue().depth().of(store::QueueState::ready), 2u);
  const auto claimed = database->queue().claim({10, Millis{1'000}, Millis{0}}, kCreated * 2);
  ASSERT_TRUE(claimed);
  ASSERT_EQ(claimed->size(), 2u);
  EXPECT_EQ(nlohmann::json::parse(claimed->at(0).record)["end"]["cause"], "carrier_stop");
  EXPECT_EQ(nlohmann::json::parse(claimed->at(1).record)["transcript"][0]["text"], "hello");
}

TEST_F(StoreTest, AMigratedFileIsOfTheCurrentVersionAndHasTheTablesOfANewOne) {
  make_version(1, file());
  const std::string third = folder_.file("version3.db");
  make_version(3, third);
  const std::string fresh = folder_.file("fresh.db");
  for (const auto& each : {file(), third, fresh}) ASSERT_TRUE(open_at(each)) << each;
  const auto tables = [](const std::string& name) {
    store::sqlite::Connection sqlite;
    EXPECT_TRUE(sqlite.open(name));
    EXPECT_EQ(sqlite.number("PRAGMA user_version"), store::sqlite::kSchemaVersion);
    store::sqlite::Statement names = sqlite.prepare(
        "SELECT m.name, c.name FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c "
        "ORDER BY 1, 2");
    std::string text;
    while (names.step()) text += names.text(0) + '.' + names.text(1) + ' ';
    return text;
  };
  EXPECT_EQ(tables(file()), tables(fresh));
  EXPECT_EQ(tables(third), tables(fresh));
}

TEST_F(StoreTest, JournalsOfBeforeNodesAreCompletedByTheBridgeThatHasTheFile) {
  make_version(3, file());
  const auto database = store::sqlite::Database::open(file(), "bridge-7");
  ASSERT_TRUE(database) << database.error().detail;
  EXPECT_EQ((*database)->node(), "bridge-7");
  EXPECT_EQ(store::recover(**database), 1u);
  const auto calls = (*database)->list({});
  ASSERT_TRUE(calls);
  ASSERT_EQ(calls->size(), 2u);
  EXPECT_EQ(calls->front().cause, "crashed");
}

TEST_F(StoreTest, WhatDeliveryHeldBeforeNodesIsReadyAfterTheMigration) {
  make_version(3, file());
  const auto database = open_at(file());
  ASSERT_TRUE(database->open_queue({}));
  EXPECT_EQ(database->queue_depth().of(store::QueueState::leased), 0u);
  EXPECT_EQ(database->queue_depth().of(store::QueueState::ready), 1u);
  EXPECT_EQ(database->claim({})->size(), 1u);
}

TEST_F(StoreTest, AMigrationThatFailsLeavesTheFileAsItWas) {
  make_version(1, file());
  {
    store::sqlite::Connection sqlite;
    ASSERT_TRUE(sqlite.open(file()));
    ASSERT_TRUE(sqlite.execute("CREATE TABLE queue_by_state(x)"));  // in the way of its last step
  }
  const auto refused = store::sqlite::Database::open(file());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::store_open_failed);
  EXPECT_NE(refused.error().detail.find("queue_by_state"), std::string::npos);
  store::sqlite::Connection sqlite;
  ASSERT_TRUE(sqlite.open(file()));
  EXPECT_EQ(sqlite.number("PRAGMA user_version"), 1);
  EXPECT_EQ(sqlite.number("SELECT count(*) FROM pragma_table_info('queue')"), 4);
}

}  // namespace
}  // namespace hookswitch
