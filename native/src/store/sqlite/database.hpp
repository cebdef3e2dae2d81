#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/backend.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/database_files.hpp"
#include "store/sqlite/queue_clock.hpp"
#include "store/sqlite/queue_table.hpp"

namespace hookswitch::store::sqlite {

/// The store's tables in one SQLite file.
///
/// range   the files are readable by their owner only: records hold what callers said. One process
///         at a time has them open. The default node is made from the id of the file, which is
///         created with it and stays the same for as long as the file exists
/// errors  open: store_open_failed, store_locked, store_corrupt, store_too_new with a detail
/// source  docs/reference/design.md#record-and-store: WAL, synchronous=FULL, one transaction per
///         batch
class Database final : public Backend {
 public:
  static constexpr std::int64_t kPruned = 100;  ///< records, at most, by one prune()

  static Result<std::unique_ptr<Database>> open(const std::string& file, std::string node = {},
                                                Clocks clocks = Clocks::of_the_system());
  ~Database() override;

  const std::string& node() const override { return node_; }
  Result<Repeated> write(const std::vector<JournalRow>& rows,
                         const std::vector<FinishedCall>& finished) override;
  Result<std::optional<std::string>> find(const std::string& id) override;
  Result<std::vector<CallSummary>> list(const CallQuery& query) override;
  Result<std::optional<std::string>> latest(const std::string& dialect,
                                            const std::string& carrier_call_id,
                                            const std::string& except) override;
  Result<std::vector<std::string>> open_journals() override;
  Result<std::vector<JournalRow>> journal(const std::string& call_id) override;

  Result<void> open_queue(const QueueRules& rules) override;
  bool queue_is_open() const override { return queue_.is_loaded(); }
  const QueueDepth& queue_depth() const override { return queue_.depth(); }
  Result<std::vector<ClaimedEntry>> claim(const ClaimRequest& request) override;
  Result<SettleAnswer> settle(const Settlement& settlement) override;
  Result<std::uint64_t> expire_leases() override;
  Result<std::vector<QueueEntry>> list_queue(const QueueQuery& query) override;
  Result<std::optional<Millis>> until_expiry() override;
  Result<std::optional<Millis>> until_due() override;

  bool maintain(const Retention& retention) override;
  std::string displaced() const override {
    return sqlite_.is_open() ? files_.displaced() : file() + " is not open";
  }
  /// Writes all that the connection can read into a new file at its path.
  Result<std::string> put_back() override;

  QueueTable& queue() { return queue_; }
  QueueClock& clock() { return clock_; }  ///< of the queue's times
  /// Deletes records beyond the retention, the oldest first; returns how many: at kPruned there may
  /// be more.
  Result<std::uint64_t> prune(const Retention& retention);
  /// For the next process: see QueueClock.
  Result<void> keep_time();
  /// Returns some of the free pages to the file system when there are many.
  Result<void> give_back();
  const std::string& file() const { return files_.path(); }  ///< after resolving links

 private:
  struct Statements;
  enum class Copied : bool { whole, in_part };
  Database(DatabaseFiles files, std::string node, Clocks clocks);

  Result<void> open_connection();
  void close_connection();
  void prepare();
  Result<void> free_pages();
  Result<Copied> copy_to(const std::string& copy);

  bool put(const std::vector<JournalRow>& rows);
  bool put(const std::vector<FinishedCall>& finished, Repeated& repeated);
  StoreFailure failure(Errc code) const;
  template <class T>
  Result<T> read(const Statement& statement, T found) const;

  DatabaseFiles files_;  ///< outlives the connection: closing it ends SQLite's locks
  std::string node_;     ///< set once the file is open, unless it is configured
  std::int64_t id_ = 0;  ///< application_id of the file
  Connection sqlite_;
  std::unique_ptr<Statements> statements_;
  QueueClock clock_;
  QueueTable queue_;
};

}  // namespace hookswitch::store::sqlite
