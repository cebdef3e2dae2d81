#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"
#include "store/recovery.hpp"

// What other programs may do to the files of a running bridge, and what is left of its records then.

namespace hookswitch {
namespace {

namespace fs = std::filesystem;

struct Harm {
  const char* name;
  void (*done)(const std::string& file);
};

void write(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

/// Another bridge's database, as one file.
std::string stranger(const std::string& file) {
  const std::string other = file + ".other";
  auto database = open_at(other);
  const std::vector<store::FinishedCall> calls{
      {store::summary_of(ended_call("other", "CA9")), "{}"}};
  EXPECT_TRUE(database->write({}, calls));
  return other;
}

void remove_all_three(const std::string& file) {
  for (const auto* ending : {"", "-wal", "-shm"}) fs::remove(file + ending);
}
std::string folder_of(const std::string& file) { return fs::path(file).parent_path().string(); }
/// As `mv` does: another file under the name.
void replace(const std::string& file, const std::string& text) {
  write(file + ".x", text);
  fs::rename(file + ".x", file);
}
void replace_by_folder(const std::string& file) {
  fs::remove(file);
  fs::create_directory(file);
}
/// As `cp` does: the same file, with another one's bytes.
void overwrite_with_another(const std::string& file) {
  fs::copy_file(stranger(file), file, fs::copy_options::overwrite_existing);
}

using File = const std::string&;
// clang-format off
const std::vector<Harm> kHarms{
    {"Deleted", [](File file) { fs::remove(file); }},
    {"AllDeleted", remove_all_three},
    {"WalDeleted", [](File file) { fs::remove(file + "-wal"); }},
    {"ShmDeleted", [](File file) { fs::remove(file + "-shm"); }},
    {"Moved", [](File file) { fs::rename(file, file + ".moved"); }},
    {"FolderMoved", [](File file) { fs::rename(folder_of(file), folder_of(file) + ".moved"); }},
    {"FolderDeleted", [](File file) { fs::remove_all(folder_of(file)); }},
    {"Replaced", [](File file) { fs::rename(stranger(file), file); }},
    {"ReplacedByGarbage", [](File file) { replace(file, std::string(20'000, 'x')); }},
    {"ReplacedByAFolder", replace_by_folder},
    {"WalReplaced", [](File file) { replace(file + "-wal", std::string(20'000, 'x')); }},
    {"CutOff", [](File file) { fs::resize_file(file, 0); }},
    {"HalfCutOff", [](File file) { fs::resize_file(file, fs::file_size(file) / 2); }},
    {"Overwritten", [](File file) { write(file, std::string(200'000, 'x')); }},
    {"OverwrittenByAnother", overwrite_with_another},
};
// clang-format on

class DisplacedTest : public ::testing::TestWithParam<Harm> {
 protected:
  DisplacedTest() { fs::create_directory(folder_.file("data")); }
  std::string file() const { return folder_.file("data/store.db"); }

  static void finish(store::Store& store, const std::string& id) {
    std::promise<void> stored;
    store.finish(ended_call(id, "CA1"), [&] { stored.set_value(); });
    stored.get_future().get();
  }
  store::Writer::Options options() const {
    store::Writer::Options options;
    options.beside = file();
    return options;
  }
  /// What a kill at this moment leaves on disk.
  std::unique_ptr<store::sqlite::Database> killed() const {
    fs::copy(folder_.file("data"), folder_.file("killed"), fs::copy_options::recursive);
    return open_at(folder_.file("killed/store.db"));
  }

  kit::TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Files, DisplacedTest, ::testing::ValuesIn(kHarms),
                         [](const auto& harm) { return harm.param.name; });

TEST_P(DisplacedTest, ItIsAlarmedAndPutBackAndAKillCostsNothing) {
  store::Writer store(open_at(file()), options());
  for (const auto* id : {"id-1", "id-2", "id-3", "id-4"}) finish(store, id);
  store.journal("live", kCreated, record::CreatedFact{"live", "twilio", "", kCreated, ""});
  ASSERT_TRUE(kit::eventually([&] { return store.health().pending_facts == 0; }));

  GetParam().done(file());
  for (const auto* id : {"id-5", "id-6", "id-7", "id-8"}) finish(store, id);
  EXPECT_EQ(store.health().put_back, 1u);
  EXPECT_NE(store.health().displaced, "");
  EXPECT_TRUE(store.health().writable);

  const auto database = killed();
  ASSERT_TRUE(database);
  EXPECT_EQ(store::recover(*database), 1u);
  const auto calls = database->list({"", "", "", 100});
  ASSERT_TRUE(calls);
  std::string ids;
  for (const auto& call : *calls) ids += call.id + ' ';
  EXPECT_EQ(ids, "live id-8 id-7 id-6 id-5 id-4 id-3 id-2 id-1 ");
  EXPECT_EQ(database->queue().list({std::nullopt, "", 100})->size(), calls->size());
  finish(store, "id-9");
  EXPECT_EQ(store.health().put_back, 1u) << "once";
  EXPECT_TRUE(store.close());
}

TEST_P(DisplacedTest, ItIsNoticedWhenNothingIsWritten) {
  store::Writer store(open_at(file()), options());
  finish(store, "id-1");
  GetParam().done(file());
  EXPECT_TRUE(kit::eventually([&] { return store.health().put_back == 1; }));
  EXPECT_TRUE(find(store, "id-1"));
  EXPECT_EQ(store::sqlite::Database::open(file()).error().code, Errc::store_locked)
      << "it is ours still";
}

TEST_F(StoreTest, AFileThatIsInTheWayIsKept) {
  store::Writer store(open_at(file()), options());
  finish(store, ended_call("id-1", "CA1"));
  fs::rename(stranger(file()), file());
  ASSERT_TRUE(kit::eventually([&] { return store.health().put_back == 1; }));
  std::string kept;
  for (const auto& entry : fs::directory_iterator(folder_.path()))
    if (entry.path().string().starts_with(file() + ".found-")) kept = entry.path().string();
  const auto other = open_at(kept);
  ASSERT_TRUE(other);
  EXPECT_TRUE(*other->find("other"));
  EXPECT_NE(store.health().displaced.find(kept), std::string::npos);
}

TEST_F(StoreTest, UntilItCanBePutBackRecordsAreBesideItAndNoOtherFileIsTouched) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  fs::create_directory(file() + ".restoring");  // in the way of the copy
  write(file() + ".restoring/x", "x");
  fs::remove(file());
  store->finish(ended_call("id-2", "CA1"), {});
  ASSERT_TRUE(kit::eventually([&] { return store->health().overflow_records == 1; }));
  EXPECT_FALSE(store->health().writable);
  EXPECT_NE(store->health().error.find("is missing"), std::string::npos);
  fs::remove_all(file() + ".restoring");
  ASSERT_TRUE(kit::eventually([&] { return store->health().writable; }));
  EXPECT_TRUE(find(*store, "id-1"));
  EXPECT_TRUE(find(*store, "id-2"));
  EXPECT_TRUE(store->close());
}

TEST_F(StoreTest, ABridgeThatDiedWhileItPutItsDatabaseBackGoesOnWithIt) {
  {
    const auto database = open_at(file());
    const std::vector<store::FinishedCall> calls{
        {store::summary_of(ended_call("id-1", "CA1")), "{}"}};
    ASSERT_TRUE(database->write({}, calls));
  }
  fs::rename(file(), file() + ".restored");
  EXPECT_TRUE(*open_at(file())->find("id-1"));
}

TEST_F(StoreTest, ABridgeIsRefusedByWhateverLinkTheFileIsNamed) {
  const auto first = open_at(file());
  ASSERT_TRUE(first);
  fs::create_directory(folder_.file("elsewhere"));
  const std::string hard = folder_.file("elsewhere/other.db");
  fs::create_hard_link(file(), hard);
  const auto second = store::sqlite::Database::open(hard);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::store_locked);
}

}  // namespace
}  // namespace hookswitch
