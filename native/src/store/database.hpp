#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/database_files.hpp"
#include "store/queue_clock.hpp"
#include "store/queue_table.hpp"
#include "store/retention.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace hookswitch::store {

/// A fact on its way to the disk.
struct JournalRow {
  std::string call_id;
  std::int64_t sequence;
  std::int64_t unix_ms;
  std::string fact;
};

/// A finished call on its way to the disk.
struct FinishedCall {
  CallSummary summary;
  std::string record;
  bool is_beside = false;  ///< in the file of unsaved records, too
};

/// The store's tables in one SQLite file. One thread; no memory of its own.
///
/// range   the files are the owner's only: records hold what callers said
/// errors  open: store_open_failed, store_locked, store_corrupt, store_too_new with a detail;
///         write: store_write_failed, of a damaged file store_corrupt, and nothing of the batch was
///         written;
///         the others: store_read_failed
/// source  docs/reference/design.md#record-and-store: WAL, synchronous=FULL, one transaction per
///         batch
class Database {
 public:
  template <class T>
  using Result = tl::expected<T, StoreFailure>;
  using Repeated = std::vector<std::size_t>;  ///< indices of calls

  static Result<std::unique_ptr<Database>> open(const std::string& file,
                                                Clocks clocks = Clocks::of_the_system());
  ~Database();

  /// Answers the calls that were left out because their id has a record already.
  Result<Repeated> write(const std::vector<JournalRow>& rows,
                         const std::vector<FinishedCall>& finished);

  Result<std::optional<std::string>> find(const std::string& id);
  Result<std::vector<CallSummary>> list(const CallQuery& query);
  Result<std::optional<std::string>> latest(const std::string& dialect,
                                            const std::string& carrier_call_id,
                                            const std::string& except);
  QueueTable& queue() { return queue_; }
  QueueClock& clock() { return clock_; }  ///< which the queue's times are read from
  /// Deletes some of the records that need not be kept any more, the oldest first; answers how
  /// many: kPruned or more want to be asked for again.
  Result<std::uint64_t> prune(const Retention& retention);
  static constexpr std::int64_t kPruned = 100;
  /// For the next process: see QueueClock.
  Result<void> keep_time();
  /// Gives some of the free pages back to the file system when there are many.
  Result<void> give_back();

  /// The calls with a journal that no record closed.
  Result<std::vector<std::string>> open_journals();
  /// Its rows, in their order.
  Result<std::vector<JournalRow>> journal(const std::string& call_id);

  /// What somebody has done to its files; empty: nothing.
  std::string displaced() const {
    return sqlite_.is_open() ? files_.displaced() : file() + " is not open";
  }
  /// Writes all it knows into a new file at its path. Returns where a file is now that was in the
  /// way, if one was.
  Result<std::string> put_back();

  const std::string& file() const { return files_.path(); }  ///< where it really is

 private:
  struct Statements;
  enum class Copied : bool { whole, in_part };
  Database(DatabaseFiles files, Clocks clocks);

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
  Sqlite sqlite_;
  std::unique_ptr<Statements> statements_;
  QueueClock clock_;
  QueueTable queue_;
};

}  // namespace hookswitch::store
