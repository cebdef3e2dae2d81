#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::wire {

/// One line of ASCII-only JSON; bytes that are not UTF-8 are replaced, never an error.
std::string to_text(const Json& value);

/// `text` as a JSON string with quotes, ASCII-only.
void append_quoted(std::string_view text, std::string& out);

/// `value` in decimal digits.
void append_integer(std::int64_t value, std::string& out);

}  // namespace hookswitch::wire
