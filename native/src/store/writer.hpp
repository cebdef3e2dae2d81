#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "store/backend.hpp"
#include "store/journal_lanes.hpp"
#include "store/overflow_file.hpp"
#include "store/store.hpp"
#include "store/waiting_claims.hpp"

namespace hookswitch::store {

/// The store on its own thread, over one Backend.
///
/// shape   callers put work into bounded queues; the thread writes in batches
/// time    facts gather for at most kGather, a finished call is written at once; a failed batch is
///         tried again after a growing pause. Queries are served in between, for kAtOnce at a
///         time. Every kLook, and before and after each batch, the backend is asked whether its
///         files are in place: a database that was moved, deleted, replaced or damaged is put back
/// errors  none while it runs: see StoreHealth. Records that the backend does not take go into the
///         overflow file at once, and stay in memory; they are restored when the backend can be
///         written again. What is lost is logged by call
/// range   facts wait within the bounds of JournalLanes, kMaxRecords of records; what exceeds them
///         is lost and counted; above half of it, or of kMaxWaitingBytes, records that are in the
///         overflow file are not kept in memory. A batch has at most JournalLanes::kBatchBytes of
///         facts and, while the disk works, one record more than kBatchRecordBytes. kMaxQuestions
///         wait, one more of a client is refused with too_many_connections; the bridge's own are
///         few and never refused
class Writer final : public Store {
 public:
  static constexpr std::chrono::milliseconds kGather{100};
  static constexpr std::chrono::milliseconds kAtOnce{50};
  static constexpr std::size_t kMaxQuestions = 1'000;
  static constexpr std::size_t kMaxRecords = 20'000;
  static constexpr std::size_t kMaxWaitingBytes = 64 << 20;  ///< of records
  static constexpr std::size_t kBatchRecordBytes = 4 << 20;
  static constexpr std::chrono::milliseconds kLastTries{2'000};
  static constexpr std::chrono::milliseconds kLook{1'000};  ///< whether its files are there

  struct Options {
    std::string beside;  ///< the path of the database, next to which the overflow file is kept
    std::uint64_t recovered = 0;  ///< calls that were closed before this writer started
    QueueRules queue;
    Retention retention;
    std::uint64_t reserve = 0;  ///< bytes on the disk for records, when it is full
    /// A transaction was committed: how long its oldest fact or record had waited, and how long it
    /// took. On the store's thread.
    std::function<void(Micros waited, Micros took)> committed;
  };
  Writer(std::unique_ptr<Backend> backend, Options options);
  ~Writer() override;

  void journal(const std::string& call_id, std::int64_t unix_ms, record::Fact fact) override;
  void finish(record::Record record, std::function<void()> stored) override;
  void find(const std::string& id, Answer<ReadResult<std::optional<std::string>>> answer) override;
  void list(const CallQuery& query, Answer<ReadResult<std::vector<CallSummary>>> answer) override;
  void queue(const QueueQuery& query, Answer<ReadResult<std::vector<QueueEntry>>> answer) override;
  ClaimTicket claim(const ClaimRequest& request,
                    Answer<ReadResult<std::vector<ClaimedEntry>>> answer) override;
  void withdraw(ClaimTicket ticket) override;
  void close_claims() override;
  void settle(const Settlement& settlement, Answer<ReadResult<SettleAnswer>> answer) override;
  void latest(const std::string& dialect, const std::string& carrier_call_id,
              const std::string& except, Answer<std::optional<std::string>> answer) override;
  StoreHealth health() const override;
  bool close() override;

 private:
  struct NewRecord {
    record::Record record;
    std::function<void()> stored;
  };
  using Question = std::function<void()>;
  enum class Asker : bool { client, bridge };

  void run();
  std::chrono::steady_clock::time_point wake_at() const;
  void note_depth();
  bool has_work() const;
  void take_records();
  void serve_lookups();
  void take_facts(std::vector<WaitingFact> facts);
  bool write();
  void fail(const StoreFailure& why);
  void write_at_last();
  void overflow_or_lose(FinishedCall& call);
  system::OrReason<void> write_overflow(FinishedCall& call);
  void write_overflow();
  bool restore();
  void close_overflow();
  bool keep_files();
  bool put_back(const StoreFailure& why);
  void run_maintenance();
  void keep_reserve();
  bool is_new(const FinishedCall& call);
  bool ask(Asker asker, Question question);
  template <class T>
  void serve(Asker asker, Answer<ReadResult<T>> answer, std::function<ReadResult<T>()> look_up);
  void serve_questions();

  const FinishedCall* unwritten(const std::string& id) const;
  ReadResult<std::vector<CallSummary>> listed(const CallQuery& query);
  std::optional<std::string> newest(const std::string& dialect, const std::string& carrier_call_id,
                                    const std::string& except);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  JournalLanes lanes_;
  std::deque<NewRecord> records_;
  std::unordered_set<std::string> incomplete_;  ///< live calls that lost facts: logged once
  std::deque<Question> questions_;
  /// For the call before one that has just been claimed. Answered before a record is taken that came
  /// later: that one belongs to a call that came after it.
  struct Lookup {
    std::string dialect, carrier_call_id, except;
    std::optional<std::string> waiting;  ///< the newest such record that was not taken yet
    Answer<std::optional<std::string>> answer;
  };
  std::deque<Lookup> lookups_;
  std::optional<std::chrono::steady_clock::time_point> oldest_;  ///< of facts and records
  std::size_t taken_facts_ = 0;                                  ///< by the thread, not yet written
  bool stopping_ = false;
  bool closing_claims_ = false;
  std::atomic<ClaimTicket> last_ticket_{0};
  StoreHealth health_;

  const Options options_;
  // Used by the thread alone from here on.
  std::unique_ptr<Backend> backend_;
  WaitingClaims claims_;
  OverflowFile overflow_;
  std::vector<JournalRow> rows_;
  std::vector<FinishedCall> finished_;
  std::vector<std::function<void()>> stored_;
  std::size_t finished_bytes_ = 0;
  std::chrono::steady_clock::time_point next_write_{};
  std::chrono::milliseconds pause_{0};
  std::chrono::steady_clock::time_point next_look_{}, next_maintenance_{};
  std::optional<std::chrono::steady_clock::time_point> refuse_from_;   ///< questions, at the end
  std::optional<std::chrono::steady_clock::time_point> oldest_taken_;  ///< of what is not written
  std::thread thread_;
};

}  // namespace hookswitch::store
