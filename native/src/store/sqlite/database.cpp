#include "store/sqlite/database.hpp"

#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "log/log.hpp"
#include "store/sqlite/schema.hpp"
#include "system/clock.hpp"
#include "system/entropy.hpp"

namespace hookswitch::store::sqlite {
namespace {

constexpr const char* kSummaryColumns =
    "SELECT id, dialect, profile, carrier_call_id, from_number, to_number, created_ms, ended_ms, "
    "cause FROM calls ";

/// Stays the same for as long as the file exists, and differs from that of every other file.
std::string default_node(std::int64_t id) {
  std::array<char, 16> text{};
  const int size = std::snprintf(text.data(), text.size(), "db-%08x", static_cast<unsigned>(id));
  return {text.data(), static_cast<std::size_t>(size)};
}

Errc meaning(int sqlite_code) {
  const int primary = sqlite_code & 0xff;
  return primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT ? Errc::store_corrupt
         : primary == SQLITE_BUSY || primary == SQLITE_LOCKED  ? Errc::store_locked
                                                               : Errc::store_open_failed;
}

}  // namespace

struct Database::Statements {
  explicit Statements(Connection& sqlite)
      : journal(
            sqlite.prepare("INSERT OR REPLACE INTO journal(call_id, sequence, unix_ms, fact, node) "
                           "VALUES(?,?,?,?,?)")),
        // Not OR IGNORE, which would also ignore a missing value.
        call(sqlite.prepare("INSERT INTO calls(id, dialect, profile, carrier_call_id, "
                            "from_number, to_number, created_ms, ended_ms, cause, record) "
                            "VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO NOTHING")),
        enqueue(sqlite.prepare("INSERT INTO queue(call_id, state, enqueued_ms, since_ms, due_ms) "
                               "VALUES(?1, 'ready', ?2, ?3, ?3) ON CONFLICT(call_id) DO NOTHING")),
        close_journal(sqlite.prepare("DELETE FROM journal WHERE call_id = ?")) {}
  Statement journal, call, enqueue, close_journal;
};

Database::Database(DatabaseFiles files, std::string node, Clocks clocks)
    : files_(std::move(files)),
      node_(std::move(node)),
      clock_(sqlite_, std::move(clocks)),
      queue_(sqlite_, node_, system::entropy()) {
  prepare();
}

Database::~Database() { statements_.reset(); }

void Database::close_connection() {
  statements_.reset();
  sqlite_ = Connection();
}

void Database::prepare() { statements_ = std::make_unique<Statements>(sqlite_); }

Database::Result<std::unique_ptr<Database>> Database::open(const std::string& file,
                                                           std::string node, Clocks clocks) {
  HS_TRY(DatabaseFiles files, DatabaseFiles::claim(file));
  std::unique_ptr<Database> database(
      new Database(std::move(files), std::move(node), std::move(clocks)));
  if (auto opened = database->open_connection(); !opened)
    return store_failed(opened.error().code, file + ": " + opened.error().detail);
  if (!database->clock_.load())
    return store_failed(meaning(database->sqlite_.error_code()),
                        file + ": " + database->sqlite_.error());
  static_cast<void>(database->clock_.save());  // again every minute, and then a failure is logged
  return database;
}

Database::Result<void> Database::open_connection() {
  const auto give_up = [&](Errc code, std::string detail) {
    close_connection();
    prepare();
    return store_failed(code, std::move(detail));
  };
  if (auto opened = sqlite_.open(file()); !opened)
    return give_up(Errc::store_open_failed, std::move(opened.error()));
  const auto version = sqlite_.number("PRAGMA user_version");
  if (!version) return give_up(meaning(sqlite_.error_code()), sqlite_.error());
  if (*version < 0) return give_up(Errc::store_corrupt, "version " + std::to_string(*version));
  if (*version > kSchemaVersion)
    return give_up(Errc::store_too_new, "version " + std::to_string(*version) +
                                            ", this program knows " +
                                            std::to_string(kSchemaVersion));
  // The version is in the file's head; the tables may still be unreadable.
  if (!migrate(sqlite_, *version) || !sqlite_.number("SELECT count(*) FROM sqlite_master"))
    return give_up(meaning(sqlite_.error_code()), sqlite_.error());
  const auto id = sqlite_.number("PRAGMA application_id");
  if (!id) return give_up(meaning(sqlite_.error_code()), sqlite_.error());
  id_ = *id;
  if (id_ == 0) {  // distinguishes this database from every other
    id_ = static_cast<std::int64_t>(system::entropy() & 0x7fff'ffffU) | 1;
    const std::string set = "PRAGMA application_id = " + std::to_string(id_);
    if (!sqlite_.execute(set.c_str()) || !sqlite_.execute("PRAGMA wal_checkpoint"))
      return give_up(meaning(sqlite_.error_code()), sqlite_.error());
  }
  files_.note(id_);
  if (node_.empty()) node_ = default_node(id_);
  prepare();
  return {};
}

StoreFailure Database::failure(Errc code) const {
  const int error = sqlite_.error_code() & 0xff;
  StoreFailure why{
      {code, sqlite_.error() + " (SQLite " + std::to_string(sqlite_.error_code()) + ')'}};
  const int system = error == SQLITE_IOERR || error == SQLITE_CANTOPEN ? sqlite_.system_error() : 0;
  if (error == SQLITE_FULL || system == ENOSPC || system == EDQUOT)
    why.kind = StoreFailure::Kind::no_room;
  if (error == SQLITE_CORRUPT || error == SQLITE_NOTADB) why.kind = StoreFailure::Kind::damaged;
  return why;
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
  if (why.kind == StoreFailure::Kind::damaged) why.code = Errc::store_corrupt;
  sqlite_.roll_back();
  return tl::unexpected(std::move(why));
}

bool Database::put(const std::vector<JournalRow>& rows) {
  for (const auto& row : rows)
    if (!statements_->journal.bind(row.call_id, row.sequence, row.unix_ms, row.fact, node_).run())
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
    if (!well) return false;
    const std::int64_t enqueued_ms = summary.ended_ms.value_or(summary.created_ms);
    if (sqlite_.changed_rows() == 0)
      repeated.push_back(i);
    else if (!statements_->enqueue.bind(summary.id, enqueued_ms, clock_.now_ms()).run())
      return false;
    if (!statements_->close_journal.bind(summary.id).run()) return false;
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
      "SELECT id FROM calls LEFT JOIN queue ON call_id = id "
      "WHERE carrier_call_id = ? AND dialect = ? AND id <> ? "
      "ORDER BY since_ms DESC, id DESC LIMIT 1");
  std::optional<std::string> id;
  if (statement.bind(carrier_call_id, dialect, except).step()) id = statement.text(0);
  return read(statement, std::move(id));
}

Database::Result<std::vector<std::string>> Database::open_journals() {
  // A journal whose record exists is a leftover, not a crash.
  if (!sqlite_.execute("DELETE FROM journal WHERE call_id IN (SELECT id FROM calls)"))
    return tl::unexpected(failure(Errc::store_write_failed));
  Statement statement = sqlite_.prepare("SELECT DISTINCT call_id FROM journal ORDER BY call_id");
  std::vector<std::string> calls;
  while (statement.step()) calls.push_back(statement.text(0));
  return read(statement, std::move(calls));
}

Database::Result<std::vector<JournalRow>> Database::journal(const std::string& call_id) {
  Statement statement = sqlite_.prepare(
      "SELECT sequence, unix_ms, fact FROM journal WHERE call_id = ? ORDER BY sequence");
  statement.bind(call_id);
  std::vector<JournalRow> rows;
  while (statement.step())
    rows.push_back({call_id, statement.integer(0), statement.integer(1), statement.text(2)});
  return read(statement, std::move(rows));
}

}  // namespace hookswitch::store::sqlite
