#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::wire {

using Json = nlohmann::json;

/// Parses one JSON object and nothing else. The caller has checked the size limit.
/// range   at most 32 levels deep
/// errors  not_json (with offset), too_deep
/// cost    builds a document: allocates
[[nodiscard]] Result<Json> read_object(std::string_view text);

/// The string at `key`. Absent or null: missing_field. Another type: wrong_type. `key` is a
/// literal.
[[nodiscard]] Result<std::string_view> string_at(const Json& object, std::string_view key);

/// Like string_at, but absence is no error. Numbers become their text when `accept_numbers`.
std::optional<std::string> optional_text_at(const Json& object, std::string_view key);

/// The integer at `key`, given as number or as decimal text ("Accept numbers given as strings").
[[nodiscard]] Result<std::int64_t> integer_at(const Json& object, std::string_view key);

/// The object at `key`; missing_field or wrong_type as above.
[[nodiscard]] Result<const Json*> object_at(const Json& object, std::string_view key);

}  // namespace hookswitch::wire
