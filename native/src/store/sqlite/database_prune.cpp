#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/log.hpp"
#include "store/sqlite/database.hpp"

namespace hookswitch::store::sqlite {
namespace {

constexpr std::int64_t kDayMs = 24LL * 3'600 * 1'000;

/// The acknowledged calls that were enqueued before the first of the days that are kept, and those
/// that are older than the newest so many. Not by their ids: they follow the calendar.
std::vector<std::string> outdated(Connection& sqlite, const Retention& retention,
                                  std::int64_t now_ms) {
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
        "SELECT call_id FROM queue WHERE state = 'done' AND (since_ms, call_id) <= "
        "(SELECT since_ms, call_id FROM queue ORDER BY since_ms DESC, call_id DESC LIMIT 1 OFFSET "
        "?) "
        "ORDER BY since_ms, call_id LIMIT ?");
    collect(surplus.bind(retention.records, Database::kPruned));
  }
  return ids;
}

}  // namespace

Database::Result<std::uint64_t> Database::prune(const Retention& retention) {
  const auto ids = outdated(sqlite_, retention, clock_.now_ms());
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
  if (auto given = free_pages(); !given) return tl::unexpected(std::move(given.error()));
  return static_cast<std::uint64_t>(ids.size());
}

/// A file made by version 1 keeps its pages for later records.
Database::Result<void> Database::free_pages() {
  if (sqlite_.execute("PRAGMA incremental_vacuum(1024)")) return {};
  return tl::unexpected(failure(Errc::store_write_failed));
}

Database::Result<void> Database::give_back() {
  constexpr std::int64_t kMany = 4'096;  // of 4 kB: left by a flood of facts
  const auto pages = sqlite_.number("PRAGMA freelist_count");
  if (!pages) return tl::unexpected(failure(Errc::store_read_failed));
  return *pages > kMany ? free_pages() : Result<void>();
}

Database::Result<void> Database::keep_time() {
  if (clock_.save()) return {};
  return tl::unexpected(failure(Errc::store_write_failed));
}

bool Database::maintain(const Retention& retention) {
  const auto warn = [](const StoreFailure& why, std::string_view what) {
    log::warn(why.code, {{"what", what}, {"detail", why.detail}});
  };
  if (const auto saved = keep_time(); !saved) warn(saved.error(), "queue time");
  if (const auto freed = give_back(); !freed) warn(freed.error(), "free pages");
  if (!retention.is_set()) return false;
  const auto pruned = prune(retention);
  if (!pruned) warn(pruned.error(), "old records");
  return pruned && *pruned >= static_cast<std::uint64_t>(kPruned);
}

}  // namespace hookswitch::store::sqlite
