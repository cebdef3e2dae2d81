#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_scanner.hpp"

/// The scanner against the document of the same text.
namespace hookswitch::wire {

/// Whether the scanner may refuse `text` although it is an object: what its header lists.
inline bool may_be_refused(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() > kMaxScannedText || text.find('\0') != text.npos ||
      text.substr(0, 3) == "\xEF\xBB\xBF")
    return true;
  std::size_t digits = 0;
  bool exponent = false;
  for (const char c : text) {
    if (is_digit(c)) {
      if (++digits > (exponent ? 2 : 200)) return true;
    } else {
      exponent = c == 'e' || c == 'E' || (exponent && (c == '+' || c == '-'));
      digits = 0;
    }
  }
  return false;
}

/// One value of the type that `expected` has; false when it is refused or another one.
inline bool reads_as(const Json& expected, JsonScanner& scan) {
  if (expected.is_string()) {
    std::string_view text;
    return scan.text(text) && text == *expected.get_ptr<const std::string*>();
  }
  const auto in_range = [](const Json& value) {
    return value.is_number_integer() && value.dump().size() <= 6 && value >= INT16_MIN &&
           value <= INT16_MAX;
  };
  if (expected.is_number_integer() && expected.dump().size() <= 18) {
    std::int64_t number = 0;
    return scan.integer(number) && expected == number;
  }
  if (expected.is_array() && std::all_of(expected.begin(), expected.end(), in_range)) {
    std::vector<std::int16_t> values;
    return scan.int16_array(values) && expected == Json(values);
  }
  return scan.skip();
}

/// What is wrong about how the scanner reads `text`; empty when nothing is.
inline std::string difference(std::string_view text) {
  std::string scratch;
  std::vector<std::string> keys;
  std::string_view key;
  JsonScanner skips(text, scratch);
  if (skips.enter_object())
    while (skips.next_key(key)) {
      keys.emplace_back(key);
      skips.skip();
    }
  const bool accepted = skips.finished();
  const auto document = read_object(text);
  if (accepted != document.has_value())
    return !accepted && may_be_refused(text) ? "" : accepted ? "accepts too much" : "refuses";
  if (!accepted) return "";

  JsonScanner reads(text, scratch);
  reads.enter_object();
  for (std::size_t i = 0; reads.next_key(key); ++i) {
    if (i >= keys.size() || key != keys[i]) return "other keys the second time";
    const bool is_last = std::find(keys.begin() + i + 1, keys.end(), key) == keys.end();
    const auto field = document->find(key);
    if (field == document->end()) return "has a key of its own: " + std::string(key);
    if (is_last ? !reads_as(*field, reads) : !reads.skip()) return "differs at " + std::string(key);
  }
  if (!reads.finished()) return "refuses the second time";
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys.size() == document->size() ? "" : "misses keys";
}

}  // namespace hookswitch::wire
