#include <gtest/gtest.h>

#include "hookswitch/record/record_json.hpp"
#include "native/kit/store_rig.hpp"
#include "store/recovery.hpp"

namespace hookswitch {
namespace {

TEST_F(StoreTest, AnOpenJournalBecomesOneCrashedRecordWithItsTurns) {
  {
    const auto store = this->store();
    store->journal("id-1", kCreated, record::CreatedFact{"id-1", "twilio", "", kCreated, ""});
    store->journal("id-1", kCreated + 10, record::CarrierFact{"CA1", "MZ1", "", "", {}, ""});
    record::TurnFact turn;
    turn.at_ms = 900;
    turn.turn_id = "t1";
    turn.text = "hello";
    store->journal("id-1", kCreated + 4'000, turn);
    finish(*store, ended_call("id-2", "CA2"));
  }
  for (int restart = 0; restart < 2; ++restart) {
    auto database = open_at(file());
    ASSERT_TRUE(database);
    EXPECT_EQ(store::recover(*database), restart == 0 ? 1u : 0u);
    const auto text = database->find("id-1");
    ASSERT_TRUE(text && *text);
    const auto record = nlohmann::json::parse(**text);
    EXPECT_EQ(record["end"]["cause"], "crashed");
    EXPECT_EQ(record["end"]["code"], 2009);
    EXPECT_EQ(record["duration_ms"], 4'000);
    EXPECT_EQ(record["transcript"][0]["text"], "hello");
    EXPECT_EQ(database->queue().list({})->size(), 2u);
  }
}

TEST_F(StoreTest, ACallThatHadEndedBeforeTheCrashKeepsItsCause) {
  const std::vector<store::JournalRow> rows{
      {"id-1", 0, kCreated,
       record::fact_to_json(record::CreatedFact{"id-1", "twilio", "", kCreated, ""})},
      {"id-1", 1, kCreated + 1,
       record::fact_to_json(record::MilestoneFact{record::Milestone::started, 1})},
      {"id-1", 2, kCreated + 5,
       record::fact_to_json(record::EndedFact{5, call::EndCause::media_silence, ""})}};
  const auto record = store::rebuild("id-1", rows);
  EXPECT_EQ(record.end->cause, call::EndCause::media_silence);
  ASSERT_EQ(record.diagnosis.size(), 2u);
  EXPECT_EQ(record.diagnosis[0].code, Errc::media_silence);
  EXPECT_EQ(record.diagnosis[1].code, Errc::stop_not_sent);  // Twilio owes it
}

TEST_F(StoreTest, DamagedJournalRowsAreNamedAndTheRestIsKept) {
  const std::vector<store::JournalRow> rows{
      {"id-1", 0, kCreated,
       record::fact_to_json(record::CreatedFact{"id-1", "ucid", "waybeo", kCreated, ""})},
      {"id-1", 1, kCreated + 5, "{\"broken"},
      {"id-1", 2, kCreated + 9, ""}};
  const auto record = store::rebuild("id-1", rows);
  EXPECT_EQ(record.created.profile, "waybeo");
  ASSERT_TRUE(record.end);
  EXPECT_EQ(record.end->cause, call::EndCause::crashed);
  EXPECT_EQ(record.end->at_ms, 9);
  ASSERT_EQ(record.timeline.size(), 2u);
  EXPECT_EQ(record.timeline[0].event, "journal_damaged");
  EXPECT_EQ(record.timeline[1].event, "ended");
}

/// A bridge that was killed in the middle of a call.
void leave_open(const std::string& file, const std::string& node, const std::string& id) {
  const auto database = store::sqlite::Database::open(file, node);
  ASSERT_TRUE(database) << database.error().detail;
  ASSERT_TRUE((*database)->write(
      {{id, 0, kCreated,
        record::fact_to_json(record::CreatedFact{id, "twilio", "", kCreated, ""})}},
      {}));
}

TEST_F(StoreTest, RecoveryOfAFileCompletesTheCallsOfEveryNameThatItsBridgeHad) {
  leave_open(file(), "a", "id-a");
  leave_open(file(), "", "id-b");
  leave_open(file(), "a", "id-c");
  {
    const auto c = store::sqlite::Database::open(file(), "c");
    ASSERT_TRUE(c);
    EXPECT_FALSE(store::sqlite::Database::open(file(), "d")) << "while it is open, no other can be";
    EXPECT_EQ(store::recover(**c), 3u);
    for (const char* const id : {"id-a", "id-b", "id-c"}) {
      const auto text = (*c)->find(id);
      ASSERT_TRUE(text && *text) << id;
      EXPECT_EQ(nlohmann::json::parse(**text)["end"]["cause"], "crashed") << id;
    }
  }
  const auto a = store::sqlite::Database::open(file(), "a");
  ASSERT_TRUE(a);
  EXPECT_EQ(store::recover(**a), 0u) << "each once";
  EXPECT_EQ((*a)->list({})->size(), 3u);
}

TEST_F(StoreTest, WithoutANameANodeIsItsDatabaseFile) {
  std::string first;
  {
    const auto database = open_at(file());
    first = database->node();
    EXPECT_EQ(first.size(), std::string("db-00000000").size()) << first;
    EXPECT_EQ(first.substr(0, 3), "db-");
  }
  EXPECT_EQ(open_at(file())->node(), first) << "a restart is the same node";
  EXPECT_NE(open_at(folder_.file("other.db"))->node(), first);
}

TEST_F(StoreTest, ANodeTakesBackWhatItsOwnDeliveryHeldOnly) {
  const auto hold = [this](const std::string& node, const std::string& id) {
    const auto database = store::sqlite::Database::open(file(), node);
    ASSERT_TRUE(database);
    const auto call = ended_call(id, "CA-" + id);
    ASSERT_TRUE((*database)->write({}, {{store::summary_of(call), "{}"}}));
    ASSERT_TRUE((*database)->open_queue({}));
    store::ClaimRequest request;
    request.claimer = store::Claimer::delivery;
    EXPECT_EQ((*database)->claim(request)->size(), 1u);
  };
  hold("a", "id-a");
  hold("a-b", "id-b");  // its leases begin as those of "a" do
  const auto a = store::sqlite::Database::open(file(), "a");
  ASSERT_TRUE(a);
  ASSERT_TRUE((*a)->open_queue({}));
  EXPECT_EQ((*a)->queue_depth().of(store::QueueState::ready), 1u);
  EXPECT_EQ((*a)->queue_depth().of(store::QueueState::leased), 1u);
}

}  // namespace
}  // namespace hookswitch
