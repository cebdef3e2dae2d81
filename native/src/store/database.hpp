#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/queue_table.hpp"
#include "store/retention.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace hookswitch::native {

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
///         write: store_write_failed, and nothing of the batch was written;
///         the others: store_read_failed
/// source  section 5 of the design: WAL, synchronous=FULL, one transaction per batch
class Database {
 public:
  template <class T>
  using Result = tl::expected<T, StoreFailure>;
  using Repeated = std::vector<std::size_t>;  ///< indices of calls

  static Result<std::unique_ptr<Database>> open(const std::string& file);
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
  /// Deletes some of the records that need not be kept any more, the oldest first; answers how
  /// many: kPruned or more want to be asked for again.
  Result<std::uint64_t> prune(const Retention& retention, std::int64_t now_ms);
  static constexpr std::int64_t kPruned = 100;

  /// The journals that no record closed, each in its order.
  Result<std::map<std::string, std::vector<JournalRow>>> open_journals();

  const std::string& file() const { return file_; }  ///< where it really is

 private:
  struct Statements;
  Database(Sqlite sqlite, std::string file, int lock);

  bool put(const std::vector<JournalRow>& rows);
  bool put(const std::vector<FinishedCall>& finished, Repeated& repeated);
  StoreFailure failure(Errc code) const;
  template <class T>
  Result<T> read(const Statement& statement, T found) const;

  Sqlite sqlite_;
  std::string file_;
  int lock_;  ///< a locked file next to the database; the kernel unlocks it when we die
  std::unique_ptr<Statements> statements_;
  QueueTable queue_;
};

}  // namespace hookswitch::native
