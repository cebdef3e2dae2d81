#include "hookswitch/wire/json_string.hpp"

#include <cstring>

#include "hookswitch/wire/utf8.hpp"

namespace hookswitch::wire {
namespace {

constexpr bool is_special(char c) {
  const auto byte = static_cast<std::uint8_t>(c);
  return byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
}

/// The first special byte at or after `at`; `end` if there is no such byte.
const char* skip_plain(const char* at, const char* end) {
  for (; end - at >= 8; at += 8)
    if (const std::uint64_t special = special_bytes(load_word(at)); special != 0)
      return at + std::countr_zero(special) / 8;
  while (at < end && !is_special(*at)) ++at;
  return at;
}

/// The four hexadecimal digits at `at`; -1 when they are not there.
std::int32_t hex4(const char* at, const char* end) {
  if (end - at < 4) return -1;
  std::int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9')
      value = value << 4 | (c - '0');
    else if (lower >= 'a' && lower <= 'f')
      value = value << 4 | (lower - 'a' + 10);
    else
      return -1;
  }
  return value;
}

constexpr bool is_high_surrogate(std::int32_t unit) { return (unit & ~0x3FF) == 0xD800; }
constexpr bool is_low_surrogate(std::int32_t unit) { return (unit & ~0x3FF) == 0xDC00; }

/// The code point that the escape at `at`, a backslash, stands for; `at` moves past it. -1 when
/// it is malformed.
std::int32_t take_escape(const char*& at, const char* end) {
  if (end - at < 2) return -1;
  const char kind = at[1];
  at += 2;
  switch (kind) {
    case '"':
    case '\\':
    case '/':
      return kind;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      break;
    default:
      return -1;
  }
  const std::int32_t unit = hex4(at, end);
  if (unit < 0 || is_low_surrogate(unit)) return -1;
  at += 4;
  if (!is_high_surrogate(unit)) return unit;
  if (end - at < 2 || at[0] != '\\' || at[1] != 'u') return -1;
  const std::int32_t low = hex4(at + 2, end);
  if (!is_low_surrogate(low)) return -1;
  at += 6;
  return 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
}

void append_utf8(std::int32_t point, std::string& out) {
  const auto put = [&](std::int32_t byte) { out += static_cast<char>(byte); };
  const auto rest = [&](int shift) { put(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else {
    if (point < 0x10000) {
      put(0xE0 | point >> 12);
    } else {
      put(0xF0 | point >> 18);
      rest(12);
    }
    rest(6);
  }
  rest(0);
}

/// Moves `at` behind the string's closing quote; false, and `at` is what is wrong, when it is none.
bool walk(const char*& at, const char* end, bool& escaped) {
  for (;;) {
    at = skip_plain(at, end);
    if (at == end) return false;
    if (*at == '"') {
      ++at;
      return true;
    }
    if (*at == '\\') {
      escaped = true;
      const char* behind = at;
      if (take_escape(behind, end) < 0) return false;
      at = behind;
      continue;
    }
    if (static_cast<std::uint8_t>(*at) < 0x20) return false;
    const std::size_t length = utf8_length(at, end);
    if (length == 0) return false;
    at += length;
  }
}

}  // namespace

StringEnd read_rest_of_string(const char* at, const char* end) {
  bool escaped = false;
  if (!walk(at, end, escaped)) return {nullptr, false};
  return {at, escaped};
}

const char* wrong_in_string(const char* at, const char* end) {
  bool escaped = false;
  walk(at, end, escaped);
  return at;
}

void append_unescaped(std::string_view raw, std::string& out) {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  while (at < end) {
    const auto* const backslash =
        static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
    out.append(at, backslash == nullptr ? end : backslash);
    if (backslash == nullptr) return;
    at = backslash;
    append_utf8(take_escape(at, end), out);
  }
}

}  // namespace hookswitch::wire
