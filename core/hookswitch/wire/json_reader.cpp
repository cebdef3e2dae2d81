#include "hookswitch/wire/json_reader.hpp"

#include <charconv>
#include <string>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::wire {
namespace {

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<std::int64_t> integer_of(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: beyond it doubles skip integers
  if (!(value >= -kExact && value <= kExact)) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(value);
  if (static_cast<double>(whole) != value) return std::nullopt;
  return whole;
}

}  // namespace

const Json* value_at(const Json& document, std::string_view key) {
  const auto found = document.find(key);
  return found == document.end() ? nullptr : &*found;
}

const Json* find(const Json& document, std::string_view key) {
  const Json* const found = value_at(document, key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

Result<std::string_view> string_at(const Json& document, std::string_view key) {
  const Json* const value = find(document, key);
  if (value == nullptr) return fail(Errc::missing_field, key);
  if (!value->is_string()) return fail(Errc::wrong_type, key);
  return std::string_view{*value->get_ptr<const std::string*>()};
}

std::optional<std::string> optional_text_at(const Json& document, std::string_view key) {
  const Json* const value = find(document, key);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return *value->get_ptr<const std::string*>();
  if (value->is_number()) return to_text(*value);
  return std::nullopt;
}

std::string text_or_empty(const Json& document, std::string_view key) {
  return optional_text_at(document, key).value_or("");
}

std::optional<std::int64_t> as_integer(const Json& value) {
  if (value.is_string()) return integer_of(std::string_view{*value.get_ptr<const std::string*>()});
  if (value.is_number_float()) return integer_of(*value.get_ptr<const double*>());
  if (value.is_number_unsigned()) {
    const std::uint64_t number = *value.get_ptr<const std::uint64_t*>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return *value.get_ptr<const std::int64_t*>();
  return std::nullopt;
}

Result<std::int64_t> integer_at(const Json& document, std::string_view key) {
  const Json* const value = find(document, key);
  if (value == nullptr) return fail(Errc::missing_field, key);
  const auto integer = as_integer(*value);
  if (!integer) return fail(Errc::wrong_type, key);
  return *integer;
}

std::optional<std::int64_t> optional_integer_at(const Json& document, std::string_view key) {
  const Json* const value = find(document, key);
  return value != nullptr && value->is_number_integer() ? as_integer(*value) : std::nullopt;
}

const Json& part_or_empty(const Json& document, std::string_view key) {
  static const Json kEmpty = Json::object();
  const Json* const value = find(document, key);
  return value != nullptr && value->is_structured() ? *value : kEmpty;
}

Result<const Json*> object_at(const Json& document, std::string_view key) {
  const Json* const value = find(document, key);
  if (value == nullptr) return fail(Errc::missing_field, key);
  if (!value->is_object()) return fail(Errc::wrong_type, key);
  return value;
}

}  // namespace hookswitch::wire
