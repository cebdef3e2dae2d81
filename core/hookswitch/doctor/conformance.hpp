#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::doctor {

/// What the protocol required of a carrier on one call, and what it sent: docs/conformance.md.
///
/// shape   the JSON of a record (docs/record.md) in, one line of JSON out; pure
/// errors  not_json, ... if it is not a JSON object; missing_field if it is not a record
/// cost    O(record), once per report
/// source  the dialect's traits; limits are ours and are part of the report
[[nodiscard]] Result<std::string> conformance_json(std::string_view record_json);

}  // namespace hookswitch::doctor
