#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "store/database.hpp"
#include "store/spill.hpp"
#include "store/store.hpp"

namespace hookswitch::native {

/// The store on a thread of its own, over one Database.
///
/// shape   callers put work into bounded queues; the thread writes in batches
/// time    facts gather for at most kGather, a finished call goes at once; a failed batch is tried
///         again after a growing pause
/// errors  none while it runs: see StoreHealth; close() tries for kLastTries, then puts the
///         records into the file beside the database. What is lost is logged by call
/// range   kMaxFacts and kMaxRecords wait in memory, what comes on top is lost and counted
class StoreThread final : public Store {
 public:
  static constexpr std::chrono::milliseconds kGather{100};
  static constexpr std::size_t kMaxFacts = 200'000;
  static constexpr std::size_t kMaxRecords = 20'000;
  static constexpr std::chrono::milliseconds kLastTries{2'000};

  /// `recovered` calls were closed before this store took over.
  StoreThread(std::unique_ptr<Database> database, std::uint64_t recovered);
  ~StoreThread() override;

  void journal(const std::string& call_id, std::int64_t unix_ms, call::Fact fact) override;
  void finish(call::Record record, std::function<void()> stored) override;
  void find(const std::string& id, Answer<Read<std::optional<std::string>>> answer) override;
  void list(const CallQuery& query, Answer<Read<std::vector<CallSummary>>> answer) override;
  void queue(const QueueQuery& query, Answer<Read<std::vector<QueueEntry>>> answer) override;
  void latest(const std::string& dialect, const std::string& carrier_call_id,
              const std::string& except, Answer<std::optional<std::string>> answer) override;
  StoreHealth health() const override;
  bool close() override;

 private:
  struct NewFact {
    std::string call_id;
    std::int64_t unix_ms;
    call::Fact fact;
  };
  struct NewRecord {
    call::Record record;
    std::function<void()> stored;
  };
  using Question = std::function<void()>;

  void run();
  void take(std::vector<NewFact>& facts, std::vector<NewRecord>& records);
  bool write();
  void write_at_last();
  void write_beside(const FinishedCall& call);
  void ask(Question question);

  const FinishedCall* unwritten(const std::string& id) const;
  Read<std::vector<CallSummary>> listed(const CallQuery& query);
  std::optional<std::string> newest(const std::string& dialect, const std::string& carrier_call_id,
                                    const std::string& except);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<NewFact> facts_;
  std::vector<NewRecord> records_;
  std::deque<Question> questions_;
  bool stopping_ = false;
  StoreHealth health_;

  // The thread's own from here on.
  std::unique_ptr<Database> database_;
  Spill spill_;
  std::vector<JournalRow> rows_;
  std::vector<FinishedCall> finished_;
  std::vector<std::function<void()>> stored_;
  std::unordered_map<std::string, std::int64_t> sequences_;  ///< of live calls
  std::chrono::steady_clock::time_point next_write_{};
  std::chrono::milliseconds pause_{0};
  std::thread thread_;
};

}  // namespace hookswitch::native
