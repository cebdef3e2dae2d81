#include "store/overflow_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"
#include "store/restore_overflow.hpp"

namespace hookswitch {
namespace {

constexpr std::uint64_t kReserve = 1 << 20;

class OverflowFileTest : public StoreTest {
 protected:
  std::string reserve() const { return store::overflow_path(file()) + ".reserve"; }
  static std::uint64_t blocks(const std::string& file) {
    struct stat about {};
    return ::stat(file.c_str(), &about) == 0 ? static_cast<std::uint64_t>(about.st_blocks) * 512
                                             : 0;
  }
};

TEST_F(OverflowFileTest, TheRoomThatIsSetAsideBecomesTheFileOfTheRecords) {
  store::OverflowFile overflow(store::overflow_path(file()), kReserve);
  ASSERT_TRUE(overflow.reserve());
  EXPECT_EQ(overflow.room(), kReserve);
  EXPECT_GE(blocks(reserve()), kReserve);
  EXPECT_EQ(std::filesystem::file_size(reserve()), 0u);

  EXPECT_TRUE(overflow.append("one"));
  EXPECT_TRUE(overflow.close());
  EXPECT_FALSE(std::filesystem::exists(reserve()));
  EXPECT_GE(blocks(overflow.file()), kReserve);
  EXPECT_EQ(lines_of(overflow.file()), std::vector<std::string>{"one"});
  EXPECT_EQ(overflow.room(), kReserve - 4);
  EXPECT_TRUE(overflow.reserve());
  EXPECT_EQ(overflow.room(), kReserve - 4) << "not while the file is there";

  std::filesystem::remove(overflow.file());  // restored
  EXPECT_TRUE(overflow.reserve());
  EXPECT_EQ(overflow.room(), kReserve);
}

TEST_F(OverflowFileTest, AReserveOfAnEarlierProcessIsUsed) {
  { EXPECT_TRUE(store::OverflowFile(store::overflow_path(file()), kReserve).reserve()); }
  store::OverflowFile overflow(store::overflow_path(file()), kReserve);
  EXPECT_TRUE(overflow.reserve());
  EXPECT_TRUE(overflow.append("one"));
  EXPECT_GE(blocks(overflow.file()), kReserve);
}

TEST_F(OverflowFileTest, WithoutAReserveNothingIsKept) {
  store::OverflowFile overflow(store::overflow_path(file()));
  EXPECT_TRUE(overflow.reserve());
  EXPECT_EQ(overflow.room(), 0u);
  EXPECT_FALSE(std::filesystem::exists(reserve()));
}

TEST_F(OverflowFileTest, AReserveThatCannotBeHadSaysWhy) {
  std::filesystem::create_directory(reserve());
  store::OverflowFile overflow(store::overflow_path(file()), kReserve);
  EXPECT_FALSE(overflow.reserve());
  EXPECT_EQ(overflow.room(), 0u);
}

TEST_F(OverflowFileTest, WhatIsTakenInGivesTheReserveBack) {
  store::Writer::Options options;
  options.beside = file();
  options.reserve = kReserve;
  store::Writer store(open_at(file()), options);
  EXPECT_EQ(store.health().room, kReserve);
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(other.execute("BEGIN EXCLUSIVE"));
  std::promise<void> stored;
  store.finish(ended_call("id-1", "CA1"), [&] { stored.set_value(); });
  ASSERT_TRUE(kit::eventually([&] { return store.health().overflow_records == 1; }));
  EXPECT_FALSE(std::filesystem::exists(reserve()));
  EXPECT_TRUE(store.health().has_room_for(1'000'000)) << "a lock is no full disk";
  ASSERT_TRUE(other.execute("ROLLBACK"));
  stored.get_future().get();
  EXPECT_TRUE(kit::eventually([&] { return store.health().room == kReserve; }));
  EXPECT_TRUE(std::filesystem::exists(reserve()));
}

TEST(StoreHealth, OnAFullDiskEachCallThatIsUpHasItsRoom) {
  store::StoreHealth health;
  EXPECT_TRUE(health.has_room_for(10'000));
  health.full = true;
  EXPECT_FALSE(health.has_room_for(1));
  health.room = 10 * store::StoreHealth::kRoomPerCall;
  EXPECT_TRUE(health.has_room_for(10));
  EXPECT_FALSE(health.has_room_for(11));
}

}  // namespace
}  // namespace hookswitch
