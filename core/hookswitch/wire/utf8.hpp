#pragma once

#include <cstddef>
#include <cstdint>

namespace hookswitch::wire {

/// Bytes of the well-formed UTF-8 sequence at `at`, 1 to 4; 0 when none begins there. `at` < `end`.
/// source  The Unicode Standard, table 3-7
inline std::size_t utf8_length(const char* at, const char* end) {
  const auto byte = [&](std::ptrdiff_t i) {
    return i < end - at ? static_cast<std::uint8_t>(at[i]) : std::uint8_t{0};
  };
  const auto follows = [&](std::ptrdiff_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !follows(1)) return 0;
  if (lead < 0xE0) return 2;
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
      (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F) || !follows(2))
    return 0;
  if (lead < 0xF0) return 3;
  return follows(3) ? 4 : 0;
}

}  // namespace hookswitch::wire
