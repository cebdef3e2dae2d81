#pragma once

#include <cstdint>
#include <string>

#include "store/database.hpp"

namespace hookswitch::store {

/// Where the records go that the database does not take, and where those go that it never will.
std::string unsaved_file(const std::string& database);  ///< DATABASE.unsaved.jsonl
std::string refused_file(const std::string& database);  ///< DATABASE.refused.jsonl

struct TakenIn {
  std::uint64_t records = 0;  ///< written now
  std::uint64_t refused = 0;  ///< no record, or another one of an id that is there; moved aside
  bool complete = true;       ///< every good record is in the database
  std::string why{};          ///< it is not complete
  bool removed = true;        ///< false: the file stays for the next time; the log says why
};

/// Takes the records beside the database back into it, then removes their file. A record that is in
/// the database already is no new one: a crash in between costs nothing.
///
/// range   a line above kMaxUnsavedLine is refused
/// errors  record_refused, store_write_failed in the log
TakenIn take_in_unsaved(Database& database);

inline constexpr std::size_t kMaxUnsavedLine = 64 << 20;

}  // namespace hookswitch::store
