#pragma once

#include <string>
#include <vector>

#include "hookswitch/record/record.hpp"
#include "store/backend.hpp"

namespace hookswitch::store {

/// The record of a call whose process died: see record::record_of_journal.
record::Record rebuild(const std::string& call_id, const std::vector<JournalRow>& rows);

/// Closes the open journals that Backend::open_journals names, in batches; returns how many. At the
/// start only: afterwards this process has open journals of its own.
std::uint64_t recover(Backend& backend);

}  // namespace hookswitch::store
