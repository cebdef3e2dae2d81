#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Eight characters of text as one integer, the first in the lowest byte.
namespace hookswitch::wire {

static_assert(std::endian::native == std::endian::little, "the first byte is the lowest of a word");

inline constexpr std::uint64_t kEveryByte = 0x0101'0101'0101'0101;

/// The eight characters at `at`.
inline std::uint64_t load_word(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Likewise, with zeros from `end` on.
inline std::uint64_t load_word(const char* at, const char* end) {
  if (end - at >= 8) return load_word(at);
  std::uint64_t word = 0;
  std::memcpy(&word, at, static_cast<std::size_t>(end - at));
  return word;
}

inline void store_word(std::uint64_t word, char* to) { std::memcpy(to, &word, sizeof word); }

}  // namespace hookswitch::wire
