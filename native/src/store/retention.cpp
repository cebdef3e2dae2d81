#include "store/retention.hpp"

#include <string>
#include <utility>
#include <vector>

#include "store/database.hpp"

namespace hookswitch::native {
namespace {

constexpr std::int64_t kDayMs = 24LL * 3'600 * 1'000;

/// The acknowledged calls that ended before the first of the days that are kept, and those that are
/// older than the newest so many.
std::vector<std::string> outdated(Sqlite& sqlite, const Retention& retention, std::int64_t now_ms) {
  std::vector<std::string> ids;
  const auto collect = [&](Statement& found) {
    while (found.step()) ids.push_back(found.text(0));
  };
  if (retention.days > 0) {
    Statement old = sqlite.prepare(
        "SELECT call_id FROM queue WHERE state = 'done' AND due_ms < ? ORDER BY due_ms LIMIT ?");
    collect(old.bind(now_ms - retention.days * kDayMs, Database::kPruned));
  }
  if (retention.records > 0 && ids.empty()) {
    Statement surplus = sqlite.prepare(
        "SELECT call_id FROM queue WHERE state = 'done' AND call_id <= "
        "(SELECT id FROM calls ORDER BY id DESC LIMIT 1 OFFSET ?) ORDER BY call_id LIMIT ?");
    collect(surplus.bind(retention.records, Database::kPruned));
  }
  return ids;
}

}  // namespace

Database::Result<std::uint64_t> Database::prune(const Retention& retention, std::int64_t now_ms) {
  const auto ids = outdated(sqlite_, retention, now_ms);
  if (ids.empty()) return 0;
  bool well = sqlite_.execute("BEGIN IMMEDIATE");
  for (const char* sql :
       {"DELETE FROM queue WHERE call_id = ?", "DELETE FROM calls WHERE id = ?"}) {
    Statement gone = sqlite_.prepare(sql);
    for (const auto& id : ids) well = well && gone.bind(id).run();
  }
  if (!well || !sqlite_.execute("COMMIT")) {
    StoreFailure why = failure(Errc::store_write_failed);
    sqlite_.roll_back();
    return tl::unexpected(std::move(why));
  }
  queue_.removed(ids.size());
  // Gives pages back to the file system; a file made by version 1 keeps them for later records.
  sqlite_.execute("PRAGMA incremental_vacuum(1024)");
  return static_cast<std::uint64_t>(ids.size());
}

}  // namespace hookswitch::native
