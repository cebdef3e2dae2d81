#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/base/result.hpp"
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
};

/// The store's tables in one SQLite file. One thread; no memory of its own.
///
/// errors  open: store_open_failed, store_locked, store_corrupt, store_too_new with a detail;
///         write: false, and nothing of the batch was written
/// source  section 5 of the design: WAL, synchronous=FULL, one transaction per batch
class Database {
 public:
  static constexpr int kVersion = 1;

  struct OpenError {
    Errc code;
    std::string detail;
  };
  static tl::expected<std::unique_ptr<Database>, OpenError> open(const std::string& file);
  ~Database();

  bool write(const std::vector<JournalRow>& rows, const std::vector<FinishedCall>& finished);
  std::string error() const { return sqlite_.error(); }

  std::optional<std::string> find(const std::string& id);
  std::vector<CallSummary> list(const CallQuery& query);
  std::vector<QueueEntry> queue(std::size_t limit);
  std::optional<std::string> latest(const std::string& dialect, const std::string& carrier_call_id,
                                    const std::string& except);
  std::uint64_t queue_depth();

  /// The journals that no record closed, each in its order.
  std::map<std::string, std::vector<JournalRow>> open_journals();

 private:
  struct Statements;
  Database(Sqlite sqlite, int lock);

  Sqlite sqlite_;
  int lock_;  ///< a locked file next to the database; the kernel unlocks it when we die
  std::unique_ptr<Statements> statements_;
};

}  // namespace hookswitch::native
