#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "log/log.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/schema.hpp"

// A database whose files were moved, deleted, replaced or damaged by another program: as long
// as the connection is open, its content can be written again.

namespace hookswitch::store::sqlite {
namespace {

/// What can still be read, from the beginning and from the end.
std::uint64_t salvage(Connection& from, Connection& to, const std::string& table,
                      const std::string& key) {
  std::uint64_t rows = 0;
  for (const char* direction : {"ASC", "DESC"}) {
    Statement read =
        from.prepare(("SELECT * FROM " + table + " ORDER BY " + key + ' ' + direction).c_str());
    if (!read) continue;
    std::string places = "?";
    for (int i = 1; i < read.columns(); ++i) places += ",?";
    Statement write =
        to.prepare(("INSERT OR IGNORE INTO " + table + " VALUES(" + places + ')').c_str());
    while (read.step())
      if (write.copy(read)) rows += static_cast<std::uint64_t>(to.changed_rows());
    if (!read.failed()) break;
  }
  return rows;
}

}  // namespace

/// A complete copy, or what is readable of a damaged database.
Database::Result<Database::Copied> Database::copy_to(const std::string& copy) {
  std::remove(copy.c_str());
  if (sqlite_.vacuum_into(copy)) return Copied::whole;
  StoreFailure why = failure(Errc::store_write_failed);
  std::remove(copy.c_str());
  if (why.kind != StoreFailure::Kind::damaged) return tl::unexpected(std::move(why));
  Connection fresh;
  if (auto opened = fresh.open(copy); !opened)
    return store_failed(Errc::store_write_failed, std::move(opened.error()));
  // No -wal: the copy is one file when it is closed.
  const std::string keep_id = "PRAGMA application_id = " + std::to_string(id_);
  const bool made = migrate(fresh, 0) && fresh.execute(keep_id.c_str()) &&
                    fresh.execute("PRAGMA journal_mode = DELETE; BEGIN");
  const auto calls = salvage(sqlite_, fresh, "calls", "id");
  salvage(sqlite_, fresh, "queue", "call_id");
  salvage(sqlite_, fresh, "journal", "call_id");
  salvage(sqlite_, fresh, "queue_time", "one");
  const bool joined = fresh.execute(
      "DELETE FROM queue WHERE call_id NOT IN (SELECT id FROM calls);"
      "INSERT INTO queue(call_id, state, enqueued_ms, since_ms) SELECT id, 'ready', "
      "ifnull(ended_ms, created_ms), ifnull(ended_ms, created_ms) FROM calls "
      "WHERE id NOT IN (SELECT call_id FROM queue); COMMIT");
  if (!made || !joined) {
    std::string failed = fresh.error();
    fresh = Connection();
    std::remove(copy.c_str());
    return store_failed(Errc::store_write_failed, std::move(failed));
  }
  log::warn(Errc::store_corrupt,
            {{"what", "what could be read was saved"}, {"records", std::to_string(calls)}});
  return Copied::in_part;
}

Database::Result<std::string> Database::put_back() {
  const std::string restored = file() + ".restored";
  Copied copied = Copied::whole;
  if (sqlite_.is_open()) {
    if (auto folder = files_.make_folder(); !folder)
      return tl::unexpected(std::move(folder.error()));
    const std::string copy = file() + ".restoring";
    auto made = copy_to(copy);
    if (!made) return tl::unexpected(std::move(made.error()));
    copied = *made;
    const int descriptor = ::open(copy.c_str(), O_RDONLY | O_CLOEXEC);
    const bool durable = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!durable || std::rename(copy.c_str(), restored.c_str()) != 0)
      return store_failed(Errc::store_write_failed, copy + " cannot be kept");
    // A file that was only moved is complete then, wherever it is.
    if (copied == Copied::whole) sqlite_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    close_connection();
  }
  std::string found;
  if (::access(restored.c_str(), F_OK) == 0) {
    auto placed = files_.place(restored, copied == Copied::whole ? DatabaseFiles::Old::is_copied
                                                                 : DatabaseFiles::Old::is_damaged);
    if (!placed) {
      prepare();
      return placed;
    }
    found = std::move(*placed);
  }
  auto opened = open_connection();
  if (copied == Copied::in_part) queue_.forget_depth();
  if (!opened) return tl::unexpected(std::move(opened.error()));
  return found;
}

}  // namespace hookswitch::store::sqlite
