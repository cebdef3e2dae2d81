#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::wire {

/// One line of ASCII-only JSON; bytes that are not UTF-8 are replaced, never an error.
std::string to_text(const Json& value);

// Schemas have null where a value is not known, never "" or 0. `Document` is Json, or the ordered
// kind of it.

template <class Document = Json>
Document text_or_null(std::string_view text) {
  return text.empty() ? Document(nullptr) : Document(std::string(text));
}
template <class Document = Json, class Value>
Document value_or_null(const std::optional<Value>& value) {
  return value ? Document(*value) : Document(nullptr);
}

/// `text` as a JSON string with quotes, ASCII-only.
void append_quoted(std::string_view text, std::string& out);

/// `value` in decimal digits.
void append_integer(std::int64_t value, std::string& out);

/// The fewest digits that stand for `value`, as nlohmann writes it: 1.0, 0.1, 1e+21; null when it is
/// not finite.
void append_double(double value, std::string& out);

/// One JSON object, written field by field in the order of the calls, ASCII-only.
///
/// shape   text/number/digits/... add a field to the innermost open object; take() closes all
/// errors  none; keys are literals and not escaped
/// cost    one growing string, which may be the one that an older object was written to
class ObjectText {
 public:
  ObjectText() = default;
  explicit ObjectText(std::string&& reused) : text_(std::move(reused)) { text_ = '{'; }

  ObjectText& text(std::string_view key, std::string_view value);
  ObjectText& number(std::string_view key, std::int64_t value);
  ObjectText& digits(std::string_view key, std::int64_t value);  ///< the number as a string
  ObjectText& json(std::string_view key, std::string_view value);
  ObjectText& open(std::string_view key);
  ObjectText& close();

  /// Writes `"key":` and gives the text, to which the caller appends exactly one value.
  std::string& value_of(std::string_view key);

  std::string take();

 private:
  std::string text_ = "{";
  int depth_ = 1;
};

}  // namespace hookswitch::wire
