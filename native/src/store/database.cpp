#include "store/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "net/clock.hpp"
#include "store/queue_desk.hpp"
#include "store/schema.hpp"

namespace hookswitch::native {
namespace {

constexpr const char* kSummaryColumns =
    "SELECT id, dialect, profile, carrier_call_id, from_number, to_number, created_ms, ended_ms, "
    "cause FROM calls ";

tl::unexpected<StoreFailure> refuse(Errc code, std::string detail) {
  return tl::unexpected<StoreFailure>({code, std::move(detail)});
}

/// The file itself, whatever links lead to it; made if it is not there yet.
tl::expected<std::string, StoreFailure> real_file(const std::string& file) {
  std::error_code missing;
  auto path = std::filesystem::canonical(file, missing);
  if (missing) {
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (made < 0) return refuse(Errc::store_open_failed, file + ": " + std::strerror(errno));
    ::close(made);
    path = std::filesystem::canonical(file, missing);
  }
  if (missing) return refuse(Errc::store_open_failed, file + ": " + missing.message());
  return path.string();
}

/// SQLite's own locks allow two writers; one bridge per file is our rule. Not a lock on the file
/// itself: closing any descriptor of that would end SQLite's locks.
tl::expected<int, StoreFailure> lock(const std::string& file) {
  const std::string path = file + ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return refuse(Errc::store_open_failed, path + ": " + std::strerror(errno));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  ::close(descriptor);
  return refuse(Errc::store_locked, file + " is in use by another process");
}

Errc meaning(int sqlite_code) {
  const int primary = sqlite_code & 0xff;
  return primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT ? Errc::store_corrupt
         : primary == SQLITE_BUSY || primary == SQLITE_LOCKED  ? Errc::store_locked
                                                               : Errc::store_open_failed;
}

}  // namespace

struct Database::Statements {
  explicit Statements(Sqlite& sqlite)
      : journal(sqlite.prepare(
            "INSERT OR REPLACE INTO journal(call_id, sequence, unix_ms, fact) VALUES(?,?,?,?)")),
        call(sqlite.prepare("INSERT OR IGNORE INTO calls(id, dialect, profile, carrier_call_id, "
                            "from_number, to_number, created_ms, ended_ms, cause, record) "
                            "VALUES(?,?,?,?,?,?,?,?,?,?)")),
        enqueue(sqlite.prepare("INSERT OR IGNORE INTO queue(call_id, state, enqueued_ms, due_ms) "
                               "VALUES(?, 'ready', ?, ?)")),
        close_journal(sqlite.prepare("DELETE FROM journal WHERE call_id = ?")) {}
  Statement journal, call, enqueue, close_journal;
};

Database::Database(Sqlite sqlite, std::string file, int lock)
    : sqlite_(std::move(sqlite)),
      file_(std::move(file)),
      lock_(lock),
      statements_(std::make_unique<Statements>(sqlite_)),
      queue_(sqlite_, entropy()) {}

Database::~Database() {
  statements_.reset();
  sqlite_ = Sqlite();
  ::close(lock_);
}

Database::Result<std::unique_ptr<Database>> Database::open(const std::string& file) {
  auto real = real_file(file);
  if (!real) return tl::unexpected(std::move(real.error()));
  const auto locked = lock(*real);
  if (!locked) return tl::unexpected(locked.error());
  const auto give_up = [&](Errc code, std::string detail) {
    ::close(*locked);
    return refuse(code, file + ": " + std::move(detail));
  };
  Sqlite sqlite;
  if (auto why = sqlite.open(*real); !why.empty())
    return give_up(Errc::store_open_failed, std::move(why));
  const auto version = sqlite.number("PRAGMA user_version");
  if (!version) return give_up(meaning(sqlite.error_code()), sqlite.error());
  if (*version < 0) return give_up(Errc::store_corrupt, "version " + std::to_string(*version));
  if (*version > kSchemaVersion)
    return give_up(Errc::store_too_new, "version " + std::to_string(*version) +
                                            ", this program knows " +
                                            std::to_string(kSchemaVersion));
  // The version is in the file's head; that the tables can be read is another matter.
  if (!migrate(sqlite, *version) || !sqlite.number("SELECT count(*) FROM sqlite_master"))
    return give_up(meaning(sqlite.error_code()), sqlite.error());
  return std::unique_ptr<Database>(new Database(std::move(sqlite), std::move(*real), *locked));
}

StoreFailure Database::failure(Errc code) const {
  return {code, sqlite_.error() + " (SQLite " + std::to_string(sqlite_.error_code()) + ')'};
}

Database::Result<Database::Repeated> Database::write(const std::vector<JournalRow>& rows,
                                                     const std::vector<FinishedCall>& finished) {
  Repeated repeated;
  if (sqlite_.execute("BEGIN IMMEDIATE") && put(rows) && put(finished, repeated) &&
      sqlite_.execute("COMMIT")) {
    queue_.added(finished.size() - repeated.size());
    return repeated;
  }
  // Read before the rollback replaces it; a full disk has rolled back already.
  StoreFailure why = failure(Errc::store_write_failed);
  sqlite_.roll_back();
  return tl::unexpected(std::move(why));
}

bool Database::put(const std::vector<JournalRow>& rows) {
  for (const auto& row : rows)
    if (!statements_->journal.bind(row.call_id, row.sequence, row.unix_ms, row.fact).run())
      return false;
  return true;
}

bool Database::put(const std::vector<FinishedCall>& finished, Repeated& repeated) {
  for (std::size_t i = 0; i < finished.size(); ++i) {
    const CallSummary& summary = finished[i].summary;
    const bool well =
        statements_->call
            .bind(summary.id, summary.dialect, summary.profile, summary.carrier_call_id,
                  summary.from, summary.to, summary.created_ms, summary.ended_ms, summary.cause,
                  finished[i].record)
            .run();
    if (well && sqlite_.changed_rows() == 0) repeated.push_back(i);
    const std::int64_t enqueued_ms = summary.ended_ms.value_or(summary.created_ms);
    const std::int64_t due_ms = std::min(enqueued_ms, calendar_ms());  // the calendar may jump back
    if (!well || !statements_->enqueue.bind(summary.id, enqueued_ms, due_ms).run() ||
        !statements_->close_journal.bind(summary.id).run())
      return false;
  }
  return true;
}

template <class T>
Database::Result<T> Database::read(const Statement& statement, T found) const {
  if (statement.failed()) return tl::unexpected(failure(Errc::store_read_failed));
  return Result<T>(std::move(found));
}

Database::Result<std::optional<std::string>> Database::find(const std::string& id) {
  Statement statement = sqlite_.prepare("SELECT record FROM calls WHERE id = ?");
  std::optional<std::string> record;
  if (statement.bind(id).step()) record = statement.text(0);
  return read(statement, std::move(record));
}

Database::Result<std::vector<CallSummary>> Database::list(const CallQuery& query) {
  const std::string sql = std::string(kSummaryColumns) +
                          "WHERE (?1 = '' OR dialect = ?1) AND (?2 = '' OR carrier_call_id = ?2) "
                          "AND (?3 = '' OR id < ?3) AND (?5 = '' OR profile = ?5) "
                          "ORDER BY id DESC LIMIT ?4";
  Statement statement = sqlite_.prepare(sql.c_str());
  statement.bind(query.dialect, query.carrier_call_id, query.before,
                 static_cast<std::int64_t>(query.limit), query.profile);
  std::vector<CallSummary> calls;
  while (statement.step()) {
    CallSummary call;
    call.id = statement.text(0);
    call.state = "ended";
    call.dialect = statement.text(1);
    call.profile = statement.text(2);
    call.carrier_call_id = statement.text(3);
    call.from = statement.text(4);
    call.to = statement.text(5);
    call.created_ms = statement.integer(6);
    if (!statement.is_null(7)) call.ended_ms = statement.integer(7);
    call.cause = statement.text(8);
    calls.push_back(std::move(call));
  }
  return read(statement, std::move(calls));
}

Database::Result<std::optional<std::string>> Database::latest(const std::string& dialect,
                                                              const std::string& carrier_call_id,
                                                              const std::string& except) {
  Statement statement = sqlite_.prepare(
      "SELECT id FROM calls WHERE carrier_call_id = ? AND dialect = ? AND id <> ? "
      "ORDER BY id DESC LIMIT 1");
  std::optional<std::string> id;
  if (statement.bind(carrier_call_id, dialect, except).step()) id = statement.text(0);
  return read(statement, std::move(id));
}

Database::Result<std::map<std::string, std::vector<JournalRow>>> Database::open_journals() {
  // A journal whose record exists is a leftover, not a crash.
  sqlite_.execute("DELETE FROM journal WHERE call_id IN (SELECT id FROM calls)");
  Statement statement = sqlite_.prepare(
      "SELECT call_id, sequence, unix_ms, fact FROM journal ORDER BY call_id, sequence");
  std::map<std::string, std::vector<JournalRow>> journals;
  while (statement.step()) {
    JournalRow row{statement.text(0), statement.integer(1), statement.integer(2),
                   statement.text(3)};
    journals[row.call_id].push_back(std::move(row));
  }
  return read(statement, std::move(journals));
}

}  // namespace hookswitch::native
