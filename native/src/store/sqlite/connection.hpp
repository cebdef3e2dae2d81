#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "system/failure.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hookswitch::store::sqlite {

/// One prepared statement.
///
/// shape   bind() in order, then step() for rows or run() without rows; reset by the next first
///         bind
/// errors  run returns false, step is false with failed(), also when a value could not be bound
///         (too large, no memory): nothing is written in its place. The connection knows why
class Statement {
 public:
  Statement(sqlite3* connection, const char* sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  explicit operator bool() const { return statement_ != nullptr; }

  template <class... Values>
  Statement& bind(const Values&... values) {
    reset();
    (bind_next(values), ...);
    return *this;
  }
  bool step();                             ///< true: there is a row
  bool failed() const { return failed_; }  ///< the last step() was an error, not the end
  bool run();                              ///< true: done without an error

  int columns() const;
  /// Runs with the values of another statement's row. False: an error.
  bool copy(const Statement& row);
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  bool is_null(int column) const;

 private:
  void reset();
  void bind_next(std::string_view value);
  void bind_next(std::int64_t value);
  void bind_next(const std::optional<std::int64_t>& value);

  void bound(int result);

  sqlite3_stmt* statement_ = nullptr;
  int next_ = 0;
  bool bound_ = true;  ///< every value of the last bind()
  bool failed_ = false;
};

/// One connection to a database file.
///
/// errors  without an open file everything fails
class Connection {
 public:
  Connection() = default;
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;

  system::OrReason<void> open(const std::string& file);
  bool is_open() const { return connection_ != nullptr; }
  bool execute(const char* sql);
  /// Writes all that the connection sees into a new file, which may be where its own was.
  bool vacuum_into(const std::string& file);
  std::optional<std::int64_t> number(const char* sql);
  std::string error() const;
  int error_code() const;
  int system_error() const;  ///< errno of the last failure of the disk
  int changed_rows() const;  ///< by the last statement that writes
  void roll_back();          ///< does nothing without a transaction: a full disk also ends one
  Statement prepare(const char* sql) { return {connection_, sql}; }

 private:
  sqlite3* connection_ = nullptr;
};

}  // namespace hookswitch::store::sqlite
