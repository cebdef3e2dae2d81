#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::doctor {

/// What a carrier owed on one call by its protocol, and what it sent: docs/conformance.md.
///
/// shape   the JSON of a record (docs/record.md) in, one line of JSON out; pure
/// errors  not_json, ... for what is no JSON object; missing_field for what is no record
/// cost    O(record), once per report
/// source  the dialect's traits; limits are ours and are told in the report
[[nodiscard]] Result<std::string> conformance_json(std::string_view record_json);

}  // namespace hookswitch::doctor
