#pragma once

#include <cstddef>
#include <string>

#include "hookswitch/record/record.hpp"

namespace hookswitch::store {

/// The largest record that the store takes: what fits into one claim, and far below what a row of
/// SQLite holds.
inline constexpr std::size_t kMaxRecordBytes = 8 << 20;

/// The record as JSON, of at most `max_bytes`. One that is larger loses the ends of its longest
/// texts, and a finding (7014 record_reduced) says to what length they were cut; `record` is then
/// the reduced one.
///
/// range   max_bytes of 6 MB and more always suffice: counts are bounded by record::Record
/// cost    for a record that is too large, one more document per try, at most seven
std::string document_of(record::Record& record, std::size_t max_bytes = kMaxRecordBytes);

}  // namespace hookswitch::store
