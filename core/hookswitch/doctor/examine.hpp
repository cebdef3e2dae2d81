#pragma once

#include <string_view>
#include <vector>

#include "hookswitch/base/result.hpp"
#include "hookswitch/doctor/finding.hpp"

namespace hookswitch::doctor {

/// Everything that the document of a record shows, each code once: the findings that it lists, what
/// the rules of this version find in it, and what its carrier owed and did not send. Of a live call
/// only the last.
///
/// shape   docs/record.md as JSON in, findings out; pure
/// errors  those of record::record_from_json()
/// cost    O(record)
[[nodiscard]] Result<std::vector<Finding>> examine(std::string_view record_json);

}  // namespace hookswitch::doctor
