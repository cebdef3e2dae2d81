#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "hookswitch/wire/byte_word.hpp"

namespace hookswitch::wire {

/// The position after the closing quote of a JSON string; nullptr if it is invalid.
struct StringEnd {
  const char* after;
  bool escaped;  ///< there is a backslash in it
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

/// The rest of a string that is plain up to `at`.
StringEnd read_rest_of_string(const char* at, const char* end);

/// Reads the string whose first character, after the quote, is at `at`.
///
/// range   as nlohmann's parser: no control characters, well-formed UTF-8, surrogates in pairs
/// cost    8 bytes per step; no allocation
/// source  RFC 8259, section 7
inline StringEnd read_string(const char* at, const char* end) {
  for (; end - at >= 8; at += 8) {
    const std::uint64_t special = special_bytes(load_word(at));
    if (special == 0) continue;
    at += std::countr_zero(special) / 8;
    if (*at != '"') break;
    return {at + 1, false};
  }
  return read_rest_of_string(at, end);
}

/// Where a string that read_string() refuses goes wrong: the byte, the backslash of the escape, or
/// `end`.
const char* wrong_in_string(const char* at, const char* end);

/// Appends what `raw`, as read above and without its quotes, stands for: never more bytes than it
/// has.
void append_unescaped(std::string_view raw, std::string& out);

}  // namespace hookswitch::wire
