#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "hookswitch/base/result.hpp"
#include "store/store_failure.hpp"

namespace hookswitch::store::sqlite {

/// The files of a database, as ours: locked, and watched for being moved, deleted, replaced or
/// overwritten.
///
/// shape   claim(), then note() once SQLite has them open; displaced() as often as wanted; place()
///         puts another file where the database was
/// range   one process per file, by whatever name (its inode is locked), and per name
/// errors  claim: store_open_failed, store_locked; place: store_write_failed, store_locked
/// cost    displaced: three stat() and one read of 100 bytes
class DatabaseFiles {
 public:
  template <class T>
  using Result = tl::expected<T, StoreFailure>;

  static Result<DatabaseFiles> claim(const std::string& file);
  DatabaseFiles() = default;
  ~DatabaseFiles();
  DatabaseFiles(DatabaseFiles&& other) noexcept;
  DatabaseFiles& operator=(DatabaseFiles&& other) noexcept;

  const std::string& path() const { return path_; }  ///< after resolving links
  /// Notes the current files as ours; `id` is the database's application_id.
  void note(std::int64_t id);
  /// What happened to them; empty: nothing.
  std::string displaced() const;
  enum class Old : bool { is_copied, is_damaged };
  /// Moves `copy` to the path. What was there is kept unless it is our old file, all of which is in
  /// the copy: returns its new name, or nothing. SQLite has the database closed.
  Result<std::string> place(const std::string& copy, Old old);
  /// The folder of the path, created again when it is missing.
  Result<void> make_folder() const;

 private:
  struct Identity {
    dev_t device;
    ino_t inode;
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  static std::optional<Identity> identity(const std::string& path);
  std::string wrong_content() const;
  Result<void> lock_name();

  std::string path_;
  int file_ = -1;  ///< locked; closed after SQLite's: it would end SQLite's own locks
  int name_ = -1;  ///< a locked file next to it
  std::int64_t id_ = 0;
  std::array<std::optional<Identity>, 3> noted_;  ///< the database, its -wal and its -shm
};

}  // namespace hookswitch::store::sqlite
