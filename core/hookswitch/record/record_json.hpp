#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/record/record.hpp"

namespace hookswitch::record {

enum class RecordOf : bool { ended_call, live_call };

/// The record as its JSON document (schema 1), one line of ASCII. A call is live until its record
/// is final: more may be added to what its end already contains.
std::string record_to_json(const Record& record, RecordOf which = RecordOf::ended_call);

/// A record from its document. What the document does not say, or says in another type, is unknown.
///
/// range   as many entries as a record holds; transcript and tools without the ids of items
/// errors  not_json, too_deep, message_too_large; missing_field for a document of another kind
[[nodiscard]] Result<Record> record_from_json(std::string_view text);

/// Journal rows: one fact as one line of JSON and back. A row that was written by this version is
/// always read back the same.
std::string fact_to_json(const Fact& fact);
[[nodiscard]] Result<Fact> fact_from_json(std::string_view text);

}  // namespace hookswitch::record
