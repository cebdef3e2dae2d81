#pragma once

#include <cstdint>
#include <string>

#include "store/backend.hpp"

namespace hookswitch::store {

/// The files next to `database`: records that are not in it yet, and lines that were refused.
std::string overflow_path(const std::string& database);  ///< DATABASE.unsaved.jsonl
std::string refused_path(const std::string& database);   ///< DATABASE.refused.jsonl

struct Restored {
  std::uint64_t records = 0;  ///< written now
  std::uint64_t refused = 0;  ///< invalid, or another record of an existing id; moved aside
  bool complete = true;       ///< every valid record is in the database
  std::string why{};          ///< it is not complete
  bool removed = true;        ///< false: the file stays for the next time; the log says why
};

/// Writes the records of the overflow file of `database` into it, then removes the file. A record
/// that the database has already is skipped: a crash in between costs nothing.
///
/// range   a line above kMaxOverflowLine is refused
/// errors  record_refused, store_write_failed in the log
Restored restore_overflow(Backend& backend, const std::string& database);

inline constexpr std::size_t kMaxOverflowLine = 64 << 20;

}  // namespace hookswitch::store
