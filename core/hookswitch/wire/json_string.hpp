#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "hookswitch/wire/byte_word.hpp"

namespace hookswitch::wire {

/// A JSON string where it lies, between its quotes and not yet unescaped.
struct JsonString {
  std::string_view raw;
  bool escaped = false;  ///< there is a backslash in it
};

/// The top bit of each byte of `word` that does not simply stand for itself: quotes, backslashes,
/// control characters, everything beyond ASCII. Only the lowest bit that is set is exact: a borrow
/// may set others above it.
constexpr std::uint64_t special_bytes(std::uint64_t word) {
  const std::uint64_t quote = (word ^ ('"' * kEveryByte)) - kEveryByte;
  const std::uint64_t backslash = (word ^ ('\\' * kEveryByte)) - kEveryByte;
  const std::uint64_t control = word - 0x20 * kEveryByte;
  return (quote | backslash | control | word) & (0x80 * kEveryByte);
}

/// The rest of a string that began at `begin` and is plain up to `at`.
const char* read_rest_of_string(const char* begin, const char* at, const char* end,
                                JsonString& string);

/// Reads the string whose first character, behind the quote, is at `at`.
///
/// shape   returns where the text goes on, behind the closing quote; nullptr when this is no string
/// range   as nlohmann's parser: no control characters, well-formed UTF-8, surrogates in pairs
/// cost    8 bytes per step; no allocation
/// source  RFC 8259, section 7
inline const char* read_string(const char* const at, const char* end, JsonString& string) {
  const char* next = at;
  for (; end - next >= 8; next += 8) {
    const std::uint64_t special = special_bytes(load_word(next));
    if (special == 0) continue;
    next += std::countr_zero(special) / 8;
    if (*next != '"') break;
    string = {
        {at, static_cast<std::size_t>(next - at)},
        false
    };
    return next + 1;
  }
  return read_rest_of_string(at, next, end, string);
}

/// Appends what `raw`, as read above, stands for: never more bytes than it has.
void append_unescaped(std::string_view raw, std::string& out);

}  // namespace hookswitch::wire
