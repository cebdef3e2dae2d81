#pragma once

#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"
#include "hookswitch/call/record.hpp"

namespace hookswitch::bridge {

/// The record as its JSON document (schema 1), one line of ASCII.
std::string record_to_json(const call::Record& record);

/// Journal rows: one fact as one line of JSON and back. A row that was written by this version is
/// always read back the same.
std::string fact_to_json(const call::Fact& fact);
[[nodiscard]] Result<call::Fact> fact_from_json(std::string_view text);

}  // namespace hookswitch::bridge
