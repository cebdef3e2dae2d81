#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

TEST_F(StoreTest, ASecondBridgeIsRefusedWhileTheFirstHasTheFile) {
  const auto first = open_at(file());
  ASSERT_TRUE(first);
  const std::string link = folder_.file("link.db");
  std::filesystem::create_symlink(file(), link);
  for (const auto& name : {file(), link, folder_.file("./store.db")}) {
    const auto second = store::sqlite::Database::open(name);
    ASSERT_FALSE(second) << name;
    EXPECT_EQ(second.error().code, Errc::store_locked);
  }
}

TEST_F(StoreTest, ALinkToAFileThatIsNotThereYetLeadsToTheFile) {
  const std::string link = folder_.file("link.db");
  std::filesystem::create_symlink(file(), link);
  const auto first = open_at(link);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->file(), std::filesystem::canonical(file()).string());
  EXPECT_FALSE(store::sqlite::Database::open(file()));
}

TEST_F(StoreTest, TheFilesAreTheOwnersOnly) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  for (const auto* ending : {"", "-wal", "-shm", ".lock"}) {
    struct stat about {};
    ASSERT_EQ(::stat((file() + ending).c_str(), &about), 0) << ending;
    EXPECT_EQ(about.st_mode & 0777U, 0600U) << ending;
  }
}

TEST_F(StoreTest, AFileOfANewerVersionIsRefused) {
  { ASSERT_TRUE(open_at(file())); }
  {
    store::sqlite::Connection sqlite;
    ASSERT_TRUE(sqlite.open(file()));
    ASSERT_TRUE(sqlite.execute("PRAGMA user_version = 99"));
  }
  const auto database = store::sqlite::Database::open(file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Errc::store_too_new);
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsRefused) {
  std::ofstream(file()) << std::string(8'192, 'x');
  const auto database = store::sqlite::Database::open(file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Errc::store_corrupt);
}

TEST_F(StoreTest, AMissingFolderIsNamed) {
  const auto database = store::sqlite::Database::open(folder_.file("no/such/folder.db"));
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Errc::store_open_failed);
}

}  // namespace
}  // namespace hookswitch
