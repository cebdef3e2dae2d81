#include "hookswitch/wire/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace hookswitch::wire {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

/// The code point at the start of `text`, which is removed; kReplacement for a byte that begins no
/// well-formed UTF-8 sequence (that one byte is removed).
/// source  The Unicode Standard, table 3-7
std::uint32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
  };
  const std::uint32_t lead = byte(0);
  std::size_t length = 1;
  std::uint32_t point = lead;
  std::uint32_t least = 0;
  if (lead >= 0x80) {
    if (lead >= 0xC2 && lead < 0xE0) {
      length = 2, point = lead & 0x1F, least = 0x80;
    } else if (lead >= 0xE0 && lead < 0xF0) {
      length = 3, point = lead & 0x0F, least = 0x800;
    } else if (lead >= 0xF0 && lead < 0xF5) {
      length = 4, point = lead & 0x07, least = 0x10000;
    } else {
      point = kReplacement;
    }
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      text.remove_prefix(1);
      return kReplacement;
    }
    point = point << 6 | (byte(i) & 0x3Fu);
  }
  if (point < least || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
    text.remove_prefix(1);
    return kReplacement;
  }
  text.remove_prefix(length);
  return point;
}

void append_escape(std::uint32_t unit, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (const int shift : {12, 8, 4, 0}) out += kHex[unit >> shift & 15];
}

void append_code_point(std::uint32_t point, std::string& out) {
  switch (point) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (point >= 0x20 && point < 0x7F) {
    out += static_cast<char>(point);
  } else if (point < 0x10000) {
    append_escape(point, out);
  } else {
    append_escape(0xD800 + ((point - 0x10000) >> 10), out);
    append_escape(0xDC00 + ((point - 0x10000) & 0x3FF), out);
  }
}

}  // namespace

std::string to_text(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

void append_quoted(std::string_view text, std::string& out) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) append_code_point(take_code_point(text), out);
  }
  out += '"';
}

void append_integer(std::int64_t value, std::string& out) {
  std::array<char, 20> digits{};
  const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

std::string& ObjectText::value_of(std::string_view key) {
  if (text_.back() != '{') text_ += ',';
  text_ += '"';
  text_ += key;
  text_ += "\":";
  return text_;
}

ObjectText& ObjectText::text(std::string_view key, std::string_view value) {
  append_quoted(value, value_of(key));
  return *this;
}

ObjectText& ObjectText::number(std::string_view key, std::int64_t value) {
  append_integer(value, value_of(key));
  return *this;
}

ObjectText& ObjectText::digits(std::string_view key, std::int64_t value) {
  std::string& out = value_of(key);
  out += '"';
  append_integer(value, out);
  out += '"';
  return *this;
}

ObjectText& ObjectText::json(std::string_view key, std::string_view value) {
  value_of(key) += value;
  return *this;
}

ObjectText& ObjectText::open(std::string_view key) {
  value_of(key) += '{';
  ++depth_;
  return *this;
}

ObjectText& ObjectText::close() {
  text_ += '}';
  --depth_;
  return *this;
}

std::string ObjectText::take() {
  while (depth_ > 0) close();
  return std::move(text_);
}

}  // namespace hookswitch::wire
