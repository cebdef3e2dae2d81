#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/record/record.hpp"

namespace hookswitch::record {

/// One row of a call's journal: a fact as JSON, and when it was written.
struct JournalLine {
  std::int64_t unix_ms = 0;
  std::string_view fact;
};

/// The record of a call whose process died: its journal, applied, then the end with cause `crashed`
/// at the time of the last row, unless the journal holds its end. It has no findings: the journal
/// may hold none or some of them, and doctor::diagnose() makes them from the whole record.
///
/// errors  none: rows that cannot be read are skipped and counted in the timeline
Record record_of_journal(std::string_view call_id, const std::vector<JournalLine>& rows);

}  // namespace hookswitch::record
