#pragma once

#include <string>
#include <vector>

#include "hookswitch/record/record.hpp"
#include "store/database.hpp"

namespace hookswitch::store {

/// The record of a call whose process died: see record::record_of_journal.
record::Record rebuild(const std::string& call_id, const std::vector<JournalRow>& rows);

/// Closes every open journal of `database`, in batches; returns how many.
std::uint64_t recover(Database& database);

}  // namespace hookswitch::store
