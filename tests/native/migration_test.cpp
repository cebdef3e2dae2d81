#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "native/kit/store_rig.hpp"
#include "store/recovery.hpp"
#include "store/schema.hpp"

namespace hookswitch {
namespace {

/// A database as version 1 of the schema had it, with an ended call and a journal that is open.
void make_version_1(const std::string& file) {
  std::ifstream stream(HOOKSWITCH_DATA_DIR "/store/version1.sql");
  const std::string sql{std::istreambuf_iterator<char>(stream), {}};
  store::Sqlite sqlite;
  ASSERT_EQ(sqlite.open(file), "");
  ASSERT_TRUE(sqlite.execute(sql.c_str())) << sqlite.error();
  ASSERT_EQ(sqlite.number("PRAGMA user_version"), 1);
}

TEST_F(StoreTest, AnOlderFileIsMigratedWithAllThatIsInIt) {
  make_version_1(file());
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
  make_version_1(file());
  { ASSERT_TRUE(open_at(file())); }
  const std::string fresh = folder_.file("fresh.db");
  { ASSERT_TRUE(open_at(fresh)); }
  const auto tables = [](const std::string& name) {
    store::Sqlite sqlite;
    EXPECT_EQ(sqlite.open(name), "");
    EXPECT_EQ(sqlite.number("PRAGMA user_version"), store::kSchemaVersion);
    store::Statement names = sqlite.prepare(
        "SELECT m.name, c.name FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c "
        "ORDER BY 1, 2");
    std::string text;
    while (names.step()) text += names.text(0) + '.' + names.text(1) + ' ';
    return text;
  };
  EXPECT_EQ(tables(file()), tables(fresh));
}

TEST_F(StoreTest, AMigrationThatFailsLeavesTheFileAsItWas) {
  make_version_1(file());
  {
    store::Sqlite sqlite;
    ASSERT_EQ(sqlite.open(file()), "");
    ASSERT_TRUE(sqlite.execute("CREATE TABLE queue_by_state(x)"));  // in the way of its last step
  }
  const auto refused = store::Database::open(file());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::store_open_failed);
  EXPECT_NE(refused.error().detail.find("queue_by_state"), std::string::npos);
  store::Sqlite sqlite;
  ASSERT_EQ(sqlite.open(file()), "");
  EXPECT_EQ(sqlite.number("PRAGMA user_version"), 1);
  EXPECT_EQ(sqlite.number("SELECT count(*) FROM pragma_table_info('queue')"), 4);
}

}  // namespace
}  // namespace hookswitch
