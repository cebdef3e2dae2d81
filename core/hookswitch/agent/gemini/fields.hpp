#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::agent::gemini {

/// The value at `key`, written in camelCase; snake_case is accepted as well, as JSON of protocol
/// buffers is. A JSON null if it is absent or the document is not an object.
///
/// source  Protocol Buffers, ProtoJSON: field names
const wire::Json& field(const wire::Json& object, std::string_view key);

/// The text at `key`; empty if absent.
std::string text_at(const wire::Json& object, std::string_view key);
bool is_true(const wire::Json& object, std::string_view key);

/// "sessionResumption" for "session_resumption"; other names stay as they are.
std::string camel_case(std::string_view name);

}  // namespace hookswitch::agent::gemini
