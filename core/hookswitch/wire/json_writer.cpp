#include "hookswitch/wire/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <utility>

#include "hookswitch/wire/json_string.hpp"
#include "hookswitch/wire/utf8.hpp"

namespace hookswitch::wire {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

/// The code point at the start of `text`, which is removed; kReplacement for a byte that begins no
/// well-formed UTF-8 sequence (that one byte is removed).
std::uint32_t take_code_point(std::string_view& text) {
  const std::size_t length = utf8_length(text.data(), text.data() + text.size());
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(text[i]) & 0xFF; };
  std::uint32_t point = kReplacement;
  if (length == 1) {
    point = byte(0);
  } else if (length > 1) {
    point = byte(0) & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte(i) & 0x3F);
  }
  text.remove_prefix(length == 0 ? 1 : length);
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
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
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

void append_value(const Json& value, std::string& out) {
  const auto append_all = [&out](const auto& items, char opening, char closing, auto append) {
    out += opening;
    bool first = true;
    for (const auto& item : items) {
      if (!std::exchange(first, false)) out += ',';
      append(item);
    }
    out += closing;
  };
  switch (value.type()) {
    case Json::value_t::object:
      append_all(*value.get_ptr<const Json::object_t*>(), '{', '}', [&out](const auto& field) {
        append_quoted(field.first, out);
        out += ':';
        append_value(field.second, out);
      });
      return;
    case Json::value_t::array:
      append_all(*value.get_ptr<const Json::array_t*>(), '[', ']',
                 [&out](const Json& item) { append_value(item, out); });
      return;
    case Json::value_t::string:
      append_quoted(*value.get_ptr<const std::string*>(), out);
      return;
    case Json::value_t::boolean:
      out += *value.get_ptr<const bool*>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      append_integer(*value.get_ptr<const std::int64_t*>(), out);
      return;
    case Json::value_t::number_unsigned: {
      std::array<char, 20> digits{};
      const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                                *value.get_ptr<const std::uint64_t*>());
      out.append(digits.data(), end);
      return;
    }
    case Json::value_t::number_float:
      append_double(*value.get_ptr<const double*>(), out);
      return;
    default:
      out += "null";
  }
}

}  // namespace

std::string to_text(const Json& value) {
  std::string out;
  append_value(value, out);
  return out;
}

void append_quoted(std::string_view text, std::string& out) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
  const auto is_plain_word = [](std::uint64_t word) {
    const std::uint64_t beyond = word + kEveryByte;  // has a top bit where there is a DEL, too
    return (special_bytes(word) | (beyond & (0x80 * kEveryByte))) == 0;
  };
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (text.size() - plain >= 8 && is_plain_word(load_word(text.data() + plain))) plain += 8;
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

void append_double(double value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 64> text{};
  out.append(text.data(),
             nlohmann::detail::to_chars(text.data(), text.data() + text.size(), value));
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
