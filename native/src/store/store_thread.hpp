#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "store/database.hpp"
#include "store/queue_desk.hpp"
#include "store/spill.hpp"
#include "store/store.hpp"

namespace hookswitch::native {

/// The store on a thread of its own, over one Database.
///
/// shape   callers put work into bounded queues; the thread writes in batches
/// time    facts gather for at most kGather, a finished call goes at once; a failed batch is tried
///         again after a growing pause. Questions are answered in between, for kAtOnce at a time
/// errors  none while it runs: see StoreHealth. Records that the database does not take for
///         Options::beside_after, or at the end for kLastTries, go into the file beside it; they
///         are taken in when the database can be written again. What is lost is logged by call
/// range   kMaxFacts and kMaxRecords wait in memory, what comes on top is lost and counted; above
///         half of it, records that are in the file are not kept in memory. kMaxQuestions wait, one
///         more of a client is refused with too_many_connections; the bridge's own are few and
///         never refused
class StoreThread final : public Store {
 public:
  static constexpr std::chrono::milliseconds kGather{100};
  static constexpr std::chrono::milliseconds kAtOnce{50};
  static constexpr std::size_t kMaxQuestions = 1'000;
  static constexpr std::size_t kMaxFacts = 200'000;
  static constexpr std::size_t kMaxRecords = 20'000;
  static constexpr std::chrono::milliseconds kLastTries{2'000};

  struct Options {
    std::uint64_t recovered = 0;  ///< calls that were closed before this store took over
    QueueRules queue;
    Retention retention;
    Millis beside_after{5'000};  ///< of failing: then ended calls go beside the database as well
    /// A transaction was committed: how long its oldest fact or record had waited, and how long it
    /// took. On the store's thread.
    std::function<void(Micros waited, Micros took)> committed;
  };
  StoreThread(std::unique_ptr<Database> database, Options options);
  ~StoreThread() override;

  void journal(const std::string& call_id, std::int64_t unix_ms, call::Fact fact) override;
  void finish(call::Record record, std::function<void()> stored) override;
  void find(const std::string& id, Answer<Read<std::optional<std::string>>> answer) override;
  void list(const CallQuery& query, Answer<Read<std::vector<CallSummary>>> answer) override;
  void queue(const QueueQuery& query, Answer<Read<std::vector<QueueEntry>>> answer) override;
  ClaimTicket claim(const ClaimRequest& request,
                    Answer<Read<std::vector<ClaimedEntry>>> answer) override;
  void withdraw(ClaimTicket ticket) override;
  void close_claims() override;
  void settle(const Settlement& settlement, Answer<Read<SettleAnswer>> answer) override;
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
  enum class Asker : bool { client, bridge };

  void run();
  std::optional<std::chrono::steady_clock::time_point> wake_at() const;
  void tell_depth();
  void take(std::vector<NewFact>& facts, std::vector<NewRecord>& records);
  bool write();
  void write_at_last();
  void write_beside(FinishedCall& call);
  std::optional<std::string> put_beside(FinishedCall& call);
  void put_beside();
  void take_in();
  void prune();
  bool ask(Asker asker, Question question);
  template <class T>
  void answer_with(Asker asker, Answer<Read<T>> answer, std::function<Read<T>()> look_up);
  void answer_some();

  const FinishedCall* unwritten(const std::string& id) const;
  Read<std::vector<CallSummary>> listed(const CallQuery& query);
  std::optional<std::string> newest(const std::string& dialect, const std::string& carrier_call_id,
                                    const std::string& except);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<NewFact> facts_;
  std::vector<NewRecord> records_;
  std::deque<Question> questions_;
  std::optional<std::chrono::steady_clock::time_point> oldest_;  ///< of those above
  bool stopping_ = false;
  bool closing_claims_ = false;
  std::atomic<ClaimTicket> last_ticket_{0};
  StoreHealth health_;

  const Options options_;
  // The thread's own from here on.
  std::unique_ptr<Database> database_;
  QueueDesk desk_;
  Spill spill_;
  std::vector<JournalRow> rows_;
  std::vector<FinishedCall> finished_;
  std::vector<std::function<void()>> stored_;
  std::unordered_map<std::string, std::int64_t> sequences_;  ///< of live calls
  std::chrono::steady_clock::time_point next_write_{};
  std::chrono::milliseconds pause_{0};
  std::optional<std::chrono::steady_clock::time_point> failing_since_;
  std::optional<std::chrono::steady_clock::time_point> next_prune_;
  std::optional<std::chrono::steady_clock::time_point> refuse_from_;   ///< questions, at the end
  std::optional<std::chrono::steady_clock::time_point> oldest_taken_;  ///< of what is not written
  std::thread thread_;
};

}  // namespace hookswitch::native
