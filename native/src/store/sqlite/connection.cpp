#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <utility>

namespace hookswitch::store::sqlite {

Statement::Statement(sqlite3* connection, const char* sql) {
  sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
}
Statement::~Statement() { sqlite3_finalize(statement_); }
Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      next_(other.next_),
      bound_(other.bound_),
      failed_(other.failed_) {}

void Statement::reset() {
  if (!statement_) return;  // could not be prepared: step and run will say so
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  next_ = 0;
  bound_ = true;
}

bool Statement::step() {
  failed_ = true;
  if (!statement_ || !bound_) return false;
  const int result = sqlite3_step(statement_);
  failed_ = result != SQLITE_ROW && result != SQLITE_DONE;
  if (result == SQLITE_ROW) return true;
  sqlite3_reset(statement_);  // ends its read transaction
  return false;
}

bool Statement::run() {
  if (!statement_ || !bound_) return false;
  int result = sqlite3_step(statement_);
  while (result == SQLITE_ROW) result = sqlite3_step(statement_);
  sqlite3_reset(statement_);
  return result == SQLITE_DONE;
}

int Statement::columns() const { return sqlite3_column_count(statement_); }

bool Statement::copy(const Statement& row) {
  reset();
  for (int i = 0; i < row.columns(); ++i)
    bound(sqlite3_bind_value(statement_, i + 1, sqlite3_column_value(row.statement_, i)));
  return run();
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes ? std::string(bytes, size) : std::string();
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::bound(int result) { bound_ = bound_ && result == SQLITE_OK; }

void Statement::bind_next(std::string_view value) {
  // An empty view may point nowhere, which SQLite would take for NULL.
  bound(sqlite3_bind_text64(statement_, ++next_, value.data() ? value.data() : "", value.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind_next(std::int64_t value) {
  bound(sqlite3_bind_int64(statement_, ++next_, value));
}
void Statement::bind_next(const std::optional<std::int64_t>& value) {
  if (value)
    bind_next(*value);
  else
    bound(sqlite3_bind_null(statement_, ++next_));
}

Connection::~Connection() { sqlite3_close_v2(connection_); }
Connection::Connection(Connection&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}
Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(connection_, other.connection_);
  return *this;
}

system::OrReason<void> Connection::open(const std::string& file) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(file.c_str(), &connection_, flags, nullptr) != SQLITE_OK)
    return tl::unexpected(error());
  sqlite3_extended_result_codes(connection_, 1);
  sqlite3_busy_timeout(connection_, 2'000);  // the sqlite3 tool may be reading
  return {};
}

bool Connection::execute(const char* sql) {
  return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::optional<std::int64_t> Connection::number(const char* sql) {
  Statement statement = prepare(sql);
  if (!statement.step()) return std::nullopt;
  return statement.integer(0);
}

bool Connection::vacuum_into(const std::string& file) {
  return prepare("VACUUM INTO ?").bind(file).run();
}

std::string Connection::error() const {
  return connection_ ? sqlite3_errmsg(connection_) : "the database is not open";
}
int Connection::error_code() const { return sqlite3_errcode(connection_); }
int Connection::system_error() const { return connection_ ? sqlite3_system_errno(connection_) : 0; }
int Connection::changed_rows() const { return connection_ ? sqlite3_changes(connection_) : 0; }
void Connection::roll_back() {
  if (connection_ && sqlite3_get_autocommit(connection_) == 0) execute("ROLLBACK");
}

}  // namespace hookswitch::store::sqlite
