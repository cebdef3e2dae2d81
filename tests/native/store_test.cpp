#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>

#include "hookswitch/bridge/record_json.hpp"
#include "native/kit/eventually.hpp"
#include "native/kit/test_server.hpp"
#include "store/database.hpp"
#include "store/recovery.hpp"
#include "store/store_thread.hpp"

namespace hookswitch::native {
namespace {

constexpr std::int64_t kCreated = 1'800'000'000'000;

std::unique_ptr<Database> open_at(const std::string& file) {
  auto database = Database::open(file);
  return database ? std::move(*database) : nullptr;
}

call::Record ended_call(const std::string& id, const std::string& carrier_id) {
  call::Record record;
  record.apply(call::CreatedFact{id, "twilio", "", kCreated, ""});
  record.apply(call::CarrierFact{carrier_id, "MZ1", "+1", "+2", {}, "pcmu/8000"});
  record.apply(call::EndedFact{1'500, call::EndCause::carrier_stop, "", {}});
  return record;
}

template <class T>
T answer_of(const std::function<void(std::function<void(T)>)>& ask) {
  auto promise = std::make_shared<std::promise<T>>();
  auto future = promise->get_future();
  ask([promise](T value) { promise->set_value(std::move(value)); });
  return future.get();
}

std::optional<std::string> find(Store& store, const std::string& id) {
  return answer_of<Store::Read<std::optional<std::string>>>(
             [&](auto answer) { store.find(id, std::move(answer)); })
      .value_or(std::nullopt);
}

std::vector<QueueEntry> queue(Store& store, const QueueQuery& query = {}) {
  return answer_of<Store::Read<std::vector<QueueEntry>>>(
             [&](auto answer) { store.queue(query, std::move(answer)); })
      .value_or(std::vector<QueueEntry>());
}

/// The ids, each followed by a space.
std::string list(Store& store, const CallQuery& query) {
  std::string ids;
  const auto calls = answer_of<Store::Read<std::vector<CallSummary>>>(
      [&](auto answer) { store.list(query, std::move(answer)); });
  for (const auto& call : calls.value_or(std::vector<CallSummary>())) ids += call.id + ' ';
  return ids;
}

std::optional<std::string> latest(Store& store, const std::string& dialect,
                                  const std::string& except) {
  return answer_of<std::optional<std::string>>(
      [&](auto answer) { store.latest(dialect, "CA1", except, std::move(answer)); });
}

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// No file may grow beyond this: what a full disk is to a test.
class SizeLimit {
 public:
  explicit SizeLimit(std::uintmax_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

class StoreTest : public ::testing::Test {
 protected:
  std::string file() const { return folder_.file("store.db"); }
  std::unique_ptr<StoreThread> store() const {
    return std::make_unique<StoreThread>(open_at(file()), 0);
  }
  static void finish(Store& store, call::Record record) {
    std::promise<void> stored;
    store.finish(std::move(record), [&] { stored.set_value(); });
    stored.get_future().get();
  }
  kit::TemporaryFolder folder_;
};

TEST_F(StoreTest, AFinishedCallIsFoundAndQueuedOnce) {
  const auto store = this->store();
  store->journal("id-1", kCreated, call::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  finish(*store, ended_call("id-1", "CA1"));
  const auto text = find(*store, "id-1");
  ASSERT_TRUE(text);
  EXPECT_EQ(nlohmann::json::parse(*text)["carrier"]["call_id"], "CA1");
  const auto entries = queue(*store);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries.front().call_id, "id-1");
  EXPECT_EQ(entries.front().state, "ready");
  EXPECT_EQ(store->health().queue_depth, 1u);
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
  EXPECT_EQ(queue(*store, {"", 2}).back().call_id, "id-2");
  ASSERT_EQ(queue(*store, {"id-2", 2}).size(), 1u);
  EXPECT_EQ(queue(*store, {"id-2", 2}).front().call_id, "id-3");
}

TEST_F(StoreTest, AnOpenJournalBecomesOneCrashedRecordWithItsTurns) {
  {
    const auto store = this->store();
    store->journal("id-1", kCreated, call::CreatedFact{"id-1", "twilio", "", kCreated, ""});
    store->journal("id-1", kCreated + 10, call::CarrierFact{"CA1", "MZ1", "", "", {}, ""});
    call::TurnFact turn;
    turn.at_ms = 900;
    turn.turn_id = "t1";
    turn.text = "hello";
    store->journal("id-1", kCreated + 4'000, turn);
    finish(*store, ended_call("id-2", "CA2"));
  }
  for (int restart = 0; restart < 2; ++restart) {
    auto database = open_at(file());
    ASSERT_TRUE(database);
    EXPECT_EQ(recover(*database), restart == 0 ? 1u : 0u);
    const auto text = database->find("id-1");
    ASSERT_TRUE(text && *text);
    const auto record = nlohmann::json::parse(**text);
    EXPECT_EQ(record["end"]["cause"], "crashed");
    EXPECT_EQ(record["end"]["code"], 2009);
    EXPECT_EQ(record["duration_ms"], 4'000);
    EXPECT_EQ(record["transcript"][0]["text"], "hello");
    EXPECT_EQ(database->queue({})->size(), 2u);
  }
}

TEST_F(StoreTest, ACallThatHadEndedBeforeTheCrashKeepsItsCause) {
  const std::vector<JournalRow> rows{
      {"id-1", 0, kCreated,
       bridge::fact_to_json(call::CreatedFact{"id-1", "twilio", "", kCreated, ""})},
      {"id-1", 1, kCreated + 1,
       bridge::fact_to_json(call::MilestoneFact{call::Milestone::started, 1})     },
      {"id-1", 2, kCreated + 5,
       bridge::fact_to_json(call::EndedFact{5, call::EndCause::media_silence, ""})}
  };
  const auto record = rebuild("id-1", rows);
  EXPECT_EQ(record.end->cause, call::EndCause::media_silence);
  ASSERT_EQ(record.diagnosis.size(), 2u);
  EXPECT_EQ(record.diagnosis[0].code, Errc::media_silence);
  EXPECT_EQ(record.diagnosis[1].code, Errc::stop_not_sent);  // Twilio owes it
}

TEST_F(StoreTest, DamagedJournalRowsAreNamedAndTheRestIsKept) {
  const std::vector<JournalRow> rows{
      {"id-1", 0, kCreated,
       bridge::fact_to_json(call::CreatedFact{"id-1", "ucid", "waybeo", kCreated, ""})},
      {"id-1", 1, kCreated + 5, "{\"broken"                                           },
      {"id-1", 2, kCreated + 9, ""                                                    }
  };
  const auto record = rebuild("id-1", rows);
  EXPECT_EQ(record.created.profile, "waybeo");
  ASSERT_TRUE(record.end);
  EXPECT_EQ(record.end->cause, call::EndCause::crashed);
  EXPECT_EQ(record.end->at_ms, 9);
  ASSERT_EQ(record.timeline.size(), 2u);
  EXPECT_EQ(record.timeline[0].event, "journal_damaged");
  EXPECT_EQ(record.timeline[1].event, "ended");
}

TEST_F(StoreTest, AFactIsDurableSoonAfterItHappened) {
  const auto store = this->store();
  store->journal("id-1", kCreated, call::CreatedFact{"id-1", "twilio", "", kCreated, ""});
  EXPECT_TRUE(kit::eventually([&] { return store->health().pending_facts == 0; }));
  Sqlite reader;
  ASSERT_EQ(reader.open(file()), "");
  EXPECT_EQ(reader.number("SELECT count(*) FROM journal"), 1);
}

TEST_F(StoreTest, ASecondBridgeIsRefusedWhileTheFirstHasTheFile) {
  const auto first = open_at(file());
  ASSERT_TRUE(first);
  const std::string link = folder_.file("link.db");
  std::filesystem::create_symlink(file(), link);
  for (const auto& name : {file(), link, folder_.file("./store.db")}) {
    const auto second = Database::open(name);
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
  EXPECT_FALSE(Database::open(file()));
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

TEST_F(StoreTest, ASecondRecordOfAnIdIsPutBesideTheStoreAndTheFirstStays) {
  const auto store = this->store();
  finish(*store, ended_call("id-1", "CA1"));
  finish(*store, ended_call("id-1", "CA2"));
  EXPECT_EQ(nlohmann::json::parse(*find(*store, "id-1"))["carrier"]["call_id"], "CA1");
  EXPECT_EQ(store->health().records, 1u);
  EXPECT_EQ(store->health().queue_depth, 1u);
  EXPECT_EQ(store->health().spilled_records, 1u);
  const auto lines = lines_of(file() + ".unsaved.jsonl");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(nlohmann::json::parse(lines.front())["carrier"]["call_id"], "CA2");
  EXPECT_FALSE(store->close());
}

TEST_F(StoreTest, AFullDiskIsNamedAndAtTheEndTheRecordsGoBesideTheStore) {
  const auto store = this->store();
  finish(*store, ended_call("id-0", "CA0"));
  const SizeLimit full(std::filesystem::file_size(file() + "-wal"));
  for (const auto* id : {"id-1", "id-2", "id-3"}) store->finish(ended_call(id, "CA1"), {});
  ASSERT_TRUE(kit::eventually([&] { return !store->health().writable; }));
  EXPECT_EQ(store->health().error.find("rollback"), std::string::npos) << store->health().error;
  EXPECT_NE(store->health().error.find("disk"), std::string::npos) << store->health().error;
  EXPECT_EQ(list(*store, {"", "", "", 3}), "id-3 id-2 id-1 ");
  EXPECT_EQ(latest(*store, "twilio", "id-3"), "id-2");

  EXPECT_FALSE(store->close());
  EXPECT_EQ(store->health().spilled_records, 3u);
  EXPECT_EQ(store->health().lost_records, 0u);
  const auto lines = lines_of(file() + ".unsaved.jsonl");
  ASSERT_EQ(lines.size(), 3u);
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(nlohmann::json::parse(lines[i])["id"], "id-" + std::to_string(i + 1));
}

TEST_F(StoreTest, ADiskThatTakesNothingMoreCostsTheRecordsAndIsTold) {
  const auto store = this->store();
  const SizeLimit nothing(0);
  store->finish(ended_call("id-1", "CA1"), {});
  EXPECT_FALSE(store->close());
  EXPECT_EQ(store->health().lost_records, 1u);
  EXPECT_EQ(lines_of(file() + ".unsaved.jsonl").size(), 0u);
}

TEST_F(StoreTest, WhatCannotBeReadIsNotTakenForNothing) {
  const auto store = this->store();
  Sqlite other;
  ASSERT_EQ(other.open(file()), "");
  ASSERT_TRUE(other.execute("DROP TABLE calls; DROP TABLE queue"));
  const auto found = answer_of<Store::Read<std::optional<std::string>>>(
      [&](auto answer) { store->find("id-1", std::move(answer)); });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Errc::store_read_failed);
  EXPECT_FALSE(answer_of<Store::Read<std::vector<CallSummary>>>(
      [&](auto answer) { store->list({}, std::move(answer)); }));
  EXPECT_FALSE(answer_of<Store::Read<std::vector<QueueEntry>>>(
      [&](auto answer) { store->queue({}, std::move(answer)); }));
}

TEST_F(StoreTest, AFileOfANewerVersionIsRefused) {
  { ASSERT_TRUE(open_at(file())); }
  {
    Sqlite sqlite;
    ASSERT_EQ(sqlite.open(file()), "");
    ASSERT_TRUE(sqlite.execute("PRAGMA user_version = 99"));
  }
  const auto database = Database::open(file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Errc::store_too_new);
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsRefused) {
  std::ofstream(file()) << std::string(8'192, 'x');
  const auto database = Database::open(file());
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Errc::store_corrupt);
}

TEST_F(StoreTest, AMissingFolderIsNamed) {
  const auto database = Database::open(folder_.file("no/such/folder.db"));
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Errc::store_open_failed);
}

TEST_F(StoreTest, WhatCannotBeWrittenIsKeptAndWrittenLater) {
  const auto store = this->store();
  Sqlite other;
  ASSERT_EQ(other.open(file()), "");
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
}  // namespace hookswitch::native
