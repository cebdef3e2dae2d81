#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace hookswitch::native {

/// One prepared statement.
///
/// shape   bind() in order, then step() for rows or run() for none; reset by the next first bind
/// errors  run answers false, step is false with failed(); the connection knows why
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

  std::string text(int column) const;
  std::int64_t integer(int column) const;
  bool is_null(int column) const;

 private:
  void reset();
  void bind_next(std::string_view value);
  void bind_next(std::int64_t value);
  void bind_next(const std::optional<std::int64_t>& value);

  sqlite3_stmt* statement_ = nullptr;
  int next_ = 0;
  bool failed_ = false;
};

/// One connection to a database file.
class Sqlite {
 public:
  Sqlite() = default;
  ~Sqlite();
  Sqlite(Sqlite&& other) noexcept;
  Sqlite& operator=(Sqlite&& other) noexcept;

  /// An empty text, or why not.
  std::string open(const std::string& file);
  bool execute(const char* sql);
  std::optional<std::int64_t> number(const char* sql);
  std::string error() const;
  int error_code() const;
  int changed_rows() const;  ///< by the last statement that writes
  void roll_back();          ///< nothing when there is no transaction: a full disk ends it, too
  Statement prepare(const char* sql) { return {connection_, sql}; }

 private:
  sqlite3* connection_ = nullptr;
};

}  // namespace hookswitch::native
