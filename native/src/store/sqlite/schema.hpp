#pragma once

#include "store/sqlite/connection.hpp"

namespace hookswitch::store::sqlite {

/// The version of the tables that this program reads and writes; `user_version` of the file.
inline constexpr int kSchemaVersion = 4;

/// Brings the tables from `version` (0: an empty file) to kSchemaVersion, in one transaction: a new
/// file takes the same steps as an old one.
///
/// errors  false: the connection knows why; when it is closed, nothing was changed
bool migrate(Connection& sqlite, std::int64_t version);

}  // namespace hookswitch::store::sqlite
