#include "hookswitch/wire/printable.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "hookswitch/wire/utf8.hpp"

namespace hookswitch::wire {
namespace {

struct Range {
  std::uint32_t first, last;
};

/// Beyond ASCII: C1 controls, invisible characters, marks and overrides of direction, separators of
/// lines and paragraphs, tags.
constexpr std::array kHidden{
    Range{0x80, 0x9F},     Range{0x61C, 0x61C},     Range{0x180E, 0x180E}, Range{0x200B, 0x200B},
    Range{0x200E, 0x200F}, Range{0x2028, 0x202E},   Range{0x2060, 0x206F}, Range{0xFEFF, 0xFEFF},
    Range{0xFFF9, 0xFFFB}, Range{0xE0000, 0xE007F},
};

bool is_hidden(std::uint32_t point) {
  return std::any_of(kHidden.begin(), kHidden.end(), [point](const Range& range) {
    return range.first <= point && point <= range.last;
  });
}

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(character[i]); };
  if (character.size() == 1) return byte(0);
  std::uint32_t point = byte(0) & (0x7FU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) point = point << 6 | (byte(i) & 0x3FU);
  return point;
}

std::string spelled(std::string_view prefix, std::uint32_t value, int least_digits) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string digits;
  for (; value > 0 || static_cast<int>(digits.size()) < least_digits; value >>= 4)
    digits += kHex[value & 15];
  std::reverse(digits.begin(), digits.end());
  return std::string(prefix).append(digits);
}

/// One character of well-formed UTF-8.
std::string shown(std::string_view character) {
  const std::uint32_t point = code_point(character);
  if (point == '\n' || point == '\r' || point == '\t') return " ";
  if (point < 0x20 || point == 0x7F) return spelled("\\x", point, 2);
  if (point > 0x7F && is_hidden(point)) return spelled("\\u", point, 4);
  return std::string(character);
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text.data(), text.data() + text.size());
    const std::string next = length == 0
                                 ? spelled("\\x", static_cast<std::uint8_t>(text.front()), 2)
                                 : shown(text.substr(0, length));
    if (next.size() > most - out.size()) break;
    out += next;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace hookswitch::wire
