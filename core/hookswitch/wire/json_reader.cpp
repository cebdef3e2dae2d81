#include "hookswitch/wire/json_reader.hpp"

#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace hookswitch::wire {
namespace {

/// Builds the document while it is parsed, so that depth and count are refused before they cost
/// memory. The parser itself does not recurse.
class Builder {
 public:
  explicit Builder(std::size_t max_nodes) : max_nodes_(max_nodes) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(Json::number_integer_t value) { return put(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return put(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return put(value); }
  bool string(std::string& value) { return add_node() && put(std::move(value)); }
  bool binary(Json::binary_t&) { return refuse(Errc::not_json); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (!add_node()) return false;
    slot_ = &(*open_.back())[std::move(name)];
    return true;
  }

  template <class Exception>
  bool parse_error(std::size_t bytes_read, const std::string&, const Exception&) {
    return refuse(Errc::not_json, bytes_read == 0 ? 0 : bytes_read - 1);
  }

  const Error& error() const { return error_; }
  Json take() { return std::move(root_); }

 private:
  bool refuse(Errc code, std::size_t at = 0) {
    error_ = {code, static_cast<std::uint32_t>(at)};
    return false;
  }

  bool add_node() { return ++nodes_ <= max_nodes_ || refuse(Errc::message_too_large); }

  Json* place(Json&& value) {
    if (open_.empty()) return &(root_ = std::move(value));
    if (open_.back()->is_object()) return &(*slot_ = std::move(value));
    open_.back()->push_back(std::move(value));
    return &open_.back()->back();
  }

  bool put(Json value) {
    if (open_.empty()) return refuse(Errc::not_json);  // the text is not an object
    if (++values_ > kMaxValues) return refuse(Errc::message_too_large);
    place(std::move(value));
    return true;
  }

  bool open(Json value) {
    if (!add_node()) return false;
    if (open_.empty() && value.is_array()) return refuse(Errc::not_json);
    if (open_.size() == kMaxDepth) return refuse(Errc::too_deep);
    if (++values_ > kMaxValues) return refuse(Errc::message_too_large);
    open_.push_back(place(std::move(value)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;  ///< containers not yet closed; parents do not grow meanwhile
  Json* slot_ = nullptr;     ///< value of the last key
  std::size_t values_ = 0;
  std::size_t nodes_ = 0, max_nodes_;
  Error error_{Errc::not_json};
};

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

const Json* find(const Json& document, std::string_view key) {
  const auto found = document.find(key);
  return found == document.end() || found->is_null() ? nullptr : &*found;
}

Result<Json> read_object(std::string_view text, std::size_t max_nodes) {
  Builder builder(max_nodes);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return tl::unexpected(builder.error());
  return builder.take();
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
  if (value->is_number()) return value->dump();
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
