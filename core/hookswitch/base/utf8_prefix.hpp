#pragma once

#include <cstddef>
#include <string_view>

namespace hookswitch {

/// At most `limit` bytes of `text`, never ending inside a UTF-8 sequence.
inline std::string_view utf8_prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

}  // namespace hookswitch
