#include "store/writer.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "native/kit/eventually.hpp"
#include "native/kit/memory_backend.hpp"
#include "native/kit/store_rig.hpp"
#include "store/recovery.hpp"
#include "store/restore_overflow.hpp"

// The writer over a backend in memory: batching, overflow, claims and recovery are its own,
// whatever the database is.

namespace hookswitch {
namespace {

class WriterTest : public StoreTest {
 protected:
  std::unique_ptr<store::Writer> writer(std::string node = "a") {
    store::Writer::Options options;
    options.beside = file();
    return std::make_unique<store::Writer>(
        std::make_unique<kit::MemoryBackend>(memory_, std::move(node)), std::move(options));
  }
  bool overflow_file_exists() const {
    return std::filesystem::exists(store::overflow_path(file()));
  }
  static store::StoreFailure failure(Errc code, store::StoreFailure::Kind kind) {
    return {{code, "as the test wants it"}, kind};
  }
  static void journal(store::Writer& writer, const std::string& id, std::int64_t after_ms) {
    writer.journal(id, kCreated + after_ms,
                   record::EventFact{after_ms, record::Origin::bridge, "event", ""});
  }

  kit::Memory memory_;
};

TEST_F(WriterTest, WhatComesWhileABatchIsWrittenIsOneBatchOfItsOwn) {
  const auto writer = this->writer();
  memory_.hold();
  journal(*writer, "id-0", 0);
  ASSERT_TRUE(memory_.comes_to_a_write());
  std::promise<void> stored;
  for (int i = 1; i <= 50; ++i) journal(*writer, "id-" + std::to_string(i), i);
  for (int i = 51; i < 60; ++i)
    writer->finish(ended_call("id-" + std::to_string(i), "CA" + std::to_string(i)), nullptr);
  writer->finish(ended_call("id-60", "CA60"), [&] { stored.set_value(); });
  memory_.release();
  stored.get_future().get();
  const auto batches = memory_.batches();
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].rows, 1u);
  EXPECT_EQ(batches[1].rows, 50u);
  EXPECT_EQ(batches[1].records, 10u);
}

TEST_F(WriterTest, ARecordThatTheBackendRefusesIsFoundAndLiesInTheOverflowFile) {
  const auto writer = this->writer();
  memory_.fail_with(failure(Errc::store_write_failed, store::StoreFailure::Kind::no_room));
  std::promise<void> stored;
  writer->finish(ended_call("id-1", "CA1"), [&] { stored.set_value(); });
  ASSERT_TRUE(kit::eventually([&] { return writer->health().overflow_records == 1; }));
  EXPECT_FALSE(writer->health().writable);
  EXPECT_TRUE(writer->health().full);
  EXPECT_EQ(lines_of(store::overflow_path(file())).size(), 1u);
  EXPECT_TRUE(find(*writer, "id-1"));

  memory_.fail_with(std::nullopt);
  stored.get_future().get();
  ASSERT_TRUE(kit::eventually([&] { return writer->health().overflow_records == 0; }));
  EXPECT_TRUE(writer->health().writable);
  EXPECT_FALSE(overflow_file_exists());
  EXPECT_TRUE(writer->close());
}

TEST_F(WriterTest, ARecordThatIsRefusedToTheEndComesBackWithTheNextWriter) {
  memory_.fail_with(failure(Errc::store_write_failed, store::StoreFailure::Kind::other));
  {
    const auto writer = this->writer();
    writer->finish(ended_call("id-1", "CA1"), nullptr);
    EXPECT_FALSE(writer->close());
  }
  EXPECT_TRUE(overflow_file_exists());
  memory_.fail_with(std::nullopt);
  kit::MemoryBackend backend(memory_);
  EXPECT_EQ(store::restore_overflow(backend, file()).records, 1u);
  EXPECT_TRUE(*backend.find("id-1"));
}

TEST_F(WriterTest, ADamagedBackendIsPutBackAndTheBatchIsWrittenAgain) {
  const auto writer = this->writer();
  memory_.fail_with(failure(Errc::store_corrupt, store::StoreFailure::Kind::damaged));
  finish(*writer, ended_call("id-1", "CA1"));
  EXPECT_EQ(memory_.put_backs(), 1u);
  EXPECT_EQ(writer->health().put_back, 1u);
  EXPECT_EQ(writer->health().overflow_records, 0u);
}

TEST_F(WriterTest, ADisplacedBackendIsPutBackBeforeTheNextBatch) {
  const auto writer = this->writer();
  memory_.displace("the test has moved it");
  finish(*writer, ended_call("id-1", "CA1"));
  EXPECT_EQ(memory_.put_backs(), 1u);
  EXPECT_NE(writer->health().displaced.find("the test has moved it"), std::string::npos);
}

TEST_F(WriterTest, AClaimWaitsForTheNextRecord) {
  const auto writer = this->writer();
  using Claimed = store::Store::ReadResult<std::vector<store::ClaimedEntry>>;
  std::promise<Claimed> claimed;
  store::ClaimRequest request;
  request.wait = Millis{60'000};
  writer->claim(request, [&](Claimed entries) { claimed.set_value(std::move(entries)); });
  finish(*writer, ended_call("id-1", "CA1"));
  const auto entries = claimed.get_future().get();
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ(entries->front().call_id, "id-1");
  EXPECT_EQ(writer->health().queue.of(store::QueueState::leased), 1u);
}

TEST_F(WriterTest, RecoveryLeavesTheJournalsOfAnotherNodeOpen) {
  const auto begin = [this](const std::string& node, const std::string& id) {
    const auto writer = this->writer(node);
    writer->journal(id, kCreated, record::CreatedFact{id, "twilio", "", kCreated, ""});
    EXPECT_TRUE(writer->close());
  };
  begin("a", "id-a");
  begin("b", "id-b");
  kit::MemoryBackend a(memory_, "a");
  EXPECT_EQ(store::recover(a), 1u);
  EXPECT_TRUE(*a.find("id-a"));
  EXPECT_FALSE(*a.find("id-b"));
  kit::MemoryBackend b(memory_, "b");
  EXPECT_EQ(store::recover(b), 1u);
  EXPECT_TRUE(*b.find("id-b"));
}

}  // namespace
}  // namespace hookswitch
