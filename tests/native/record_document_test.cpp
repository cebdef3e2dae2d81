#include "store/record_document.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "hookswitch/record/record_json.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

record::Record long_record(std::size_t turns, std::size_t bytes) {
  record::Record record = ended_call("id-1", "CA1");
  for (std::size_t i = 0; i < turns; ++i) {
    record::TurnFact turn;
    turn.turn_id = std::to_string(i);
    turn.text = std::string(bytes, 'x');
    record.transcript.push_back(std::move(turn));  // more than apply() lets in
  }
  return record;
}

TEST(RecordDocument, ARecordThatFitsIsLeftAlone) {
  record::Record record = long_record(10, 1'000);
  EXPECT_EQ(store::document_of(record), record::record_to_json(record));
  EXPECT_TRUE(record.diagnosis.empty());
}

TEST(RecordDocument, ALongOneLosesTheEndsOfItsLongTextsAndSaysSo) {
  record::Record record = long_record(3, 400'000);
  record.transcript[1].text = "short";
  const std::string text = store::document_of(record, 600'000);
  ASSERT_LE(text.size(), 600'000u);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["transcript"][0]["text"], std::string(262'144, 'x'));
  EXPECT_EQ(json["transcript"][1]["text"], "short");
  EXPECT_EQ(json["diagnosis"][0]["code"], 7014);
  EXPECT_EQ(json["diagnosis"][0]["evidence"], "texts of 800024 bytes, each cut to 262144 at most");
}

TEST(RecordDocument, TextsAreCutBetweenCharacters) {
  record::Record record = long_record(0, 0);
  record::TurnFact turn;
  for (int i = 0; i < 100'000; ++i) turn.text += "\u20ac";  // three bytes
  record.transcript.push_back(std::move(turn));
  store::document_of(record, 290'000);
  EXPECT_EQ(record.transcript[0].text.size() % 3, 0u);
}

TEST(RecordDocument, AsManyTextsAsARecordHoldsFit) {
  record::Record record = long_record(record::Record::kMaxTurns, 9'000);
  const std::string worst(9'000, '\x01');  // six bytes each in JSON
  record.tools.assign(record::Record::kMaxTools, {0, "", worst, worst, worst, true, 0});
  record.timeline.assign(record::Record::kMaxEvents, {0, record::Origin::agent, worst, worst});
  record.diagnosis.assign(record::Record::kMaxDiagnoses, {Errc::crashed, worst});
  const std::string text = store::document_of(record);
  EXPECT_LE(text.size(), store::kMaxRecordBytes);
  EXPECT_EQ(nlohmann::json::parse(text)["diagnosis"].back()["code"], 7014);
}

TEST_F(StoreTest, ARecordLargerThanAClaimIsStoredReducedAndCanBeClaimed) {
  const auto store = this->store();
  finish(*store, long_record(100, 400'000));
  EXPECT_EQ(store->health().records, 1u);
  const auto claimed = answer_of<store::Store::ReadResult<std::vector<store::ClaimedEntry>>>(
      [&](auto answer) { store->claim({}, std::move(answer)); });
  ASSERT_TRUE(claimed);
  ASSERT_EQ(claimed->size(), 1u);
  EXPECT_LE(claimed->front().record.size(), store::ClaimRequest::kMaxBytes);
  EXPECT_TRUE(store->close());
}

/// A text above what SQLite takes, without the memory for it.
class Endless {
 public:
  static constexpr std::size_t kSize = 1'000'000'001;
  Endless()
      : memory_(::mmap(nullptr, kSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                       0)) {}
  ~Endless() { ::munmap(memory_, kSize); }
  std::string_view text() const { return {static_cast<const char*>(memory_), kSize}; }

 private:
  void* memory_;
};

TEST_F(StoreTest, AValueThatCannotBeBoundIsAFailureAndNoMissingValue) {
  store::sqlite::Connection sqlite;
  ASSERT_TRUE(sqlite.open(file()));
  ASSERT_TRUE(sqlite.execute("CREATE TABLE texts(id INTEGER, text TEXT NOT NULL)"));
  const Endless endless;
  store::sqlite::Statement insert = sqlite.prepare("INSERT OR IGNORE INTO texts VALUES(?, ?)");
  EXPECT_FALSE(insert.bind(std::int64_t{1}, endless.text()).run());
  EXPECT_NE(sqlite.error().find("too big"), std::string::npos) << sqlite.error();
  EXPECT_TRUE(insert.bind(std::int64_t{2}, "short").run()) << "the statement is as good as before";
  store::sqlite::Statement look = sqlite.prepare("SELECT 1 WHERE ? <> 'x'");
  EXPECT_FALSE(look.bind(endless.text()).step());
  EXPECT_TRUE(look.failed());
  EXPECT_EQ(sqlite.number("SELECT count(*) FROM texts"), 1);
}

TEST_F(StoreTest, ACallWithoutARecordLeavesNoQueueEntry) {
  const auto database = open_at(file());
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(
      other.execute("CREATE TRIGGER none BEFORE INSERT ON calls BEGIN SELECT RAISE(IGNORE); END"));
  const std::vector<store::FinishedCall> calls{
      {store::summary_of(ended_call("id-1", "CA1")), "{}"}};
  const auto written = database->write({}, calls);
  ASSERT_TRUE(written);
  EXPECT_EQ(written->size(), 1u) << "it is told";
  EXPECT_EQ(other.number("SELECT count(*) FROM queue"), 0);
}

TEST_F(StoreTest, QueueEntriesWithoutARecordGoAtTheStart) {
  { ASSERT_TRUE(open_at(file())); }
  store::sqlite::Connection other;
  ASSERT_TRUE(other.open(file()));
  ASSERT_TRUE(
      other.execute("INSERT INTO queue(call_id, state, enqueued_ms) VALUES('id-9', 'ready', 1)"));
  EXPECT_EQ(store()->health().queue.waiting(), 0u);
}

}  // namespace
}  // namespace hookswitch
