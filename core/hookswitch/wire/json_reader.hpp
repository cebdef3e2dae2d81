#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::wire {

using Json = nlohmann::json;

/// Limits of what is read: more is refused before it is built.
inline constexpr std::size_t kMaxDepth = 32;
inline constexpr std::size_t kMaxValues = 1 << 20;
/// Of them, texts, objects and arrays, and the names of fields: each takes up to 130 bytes for
/// three of the message, where a number takes 16 for two.
inline constexpr std::size_t kMaxNodes = 1 << 14;

/// Parses one JSON object and nothing else. The caller has checked the size limit.
///
/// range   at most kMaxDepth levels, kMaxValues values and `max_nodes` nodes; all text is valid
///         UTF-8
/// errors  not_json (at the offending byte; also for another value than an object), too_deep,
///         message_too_large (too many values)
/// cost    builds a document: allocates, at most ten times the text for a moment
[[nodiscard]] Result<Json> read_object(std::string_view text, std::size_t max_nodes = kMaxNodes);

// `key` is a literal in everything below: errors point at it. A `document` that is not an
// object has no fields.

/// The value at `key`, also a null; nullptr when it is absent.
const Json* value_at(const Json& document, std::string_view key);
/// The value at `key`; nullptr when it is absent or null.
const Json* find(const Json& document, std::string_view key);

/// The string at `key`. Absent or null: missing_field. Another type: wrong_type.
[[nodiscard]] Result<std::string_view> string_at(const Json& document, std::string_view key);

/// The text at `key`, numbers as their digits; nullopt when there is neither.
std::optional<std::string> optional_text_at(const Json& document, std::string_view key);

/// The same with an empty text in place of what is absent or of another type.
std::string text_or_empty(const Json& document, std::string_view key);

/// The integer at `key`, given as number or as decimal text ("8000", 8000, 8000.0).
/// errors  missing_field, wrong_type
[[nodiscard]] Result<std::int64_t> integer_at(const Json& document, std::string_view key);

/// The integer that `value` stands for, in the same forms; nullopt if it is not an integer.
std::optional<std::int64_t> as_integer(const Json& value);

/// The number at `key` when it is an integer; nullopt for anything else.
std::optional<std::int64_t> optional_integer_at(const Json& document, std::string_view key);

/// The object or array at `key`; an empty object when there is neither.
const Json& part_or_empty(const Json& document, std::string_view key);

/// The object at `key`; missing_field or wrong_type as above.
[[nodiscard]] Result<const Json*> object_at(const Json& document, std::string_view key);

}  // namespace hookswitch::wire
