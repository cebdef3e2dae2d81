#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/call/diagnosis.hpp"
#include "hookswitch/call/record.hpp"

namespace hookswitch::bridge {

/// One row of a call's journal: a fact as JSON, and when it was written.
struct JournalLine {
  std::int64_t unix_ms = 0;
  std::string_view fact;
};

/// What the carrier of this record's dialect and profile promises.
call::Promises promises_of(const call::Record& record);

/// The record of a call whose process died: its journal, applied, then the end with cause `crashed`
/// at the time of the last row, unless the journal holds its end. Findings are made anew.
///
/// errors  none: rows that cannot be read are passed over and counted in the timeline
call::Record record_of_journal(std::string_view call_id, const std::vector<JournalLine>& rows);

}  // namespace hookswitch::bridge
