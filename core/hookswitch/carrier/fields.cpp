#include "hookswitch/carrier/fields.hpp"

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/base/utf8_prefix.hpp"

namespace hookswitch::carrier {
namespace {

std::optional<Error> first_of(std::optional<Error> a, std::optional<Error> b) { return a ? a : b; }

}  // namespace

Result<std::string> id_at(const wire::Json& document, std::string_view key) {
  const auto found = document.find(key);
  if (found == document.end() || found->is_null()) return std::string{};
  if (!found->is_string() && !found->is_number_integer()) return fail(Errc::wrong_type, key);
  std::string id = *wire::optional_text_at(document, key);
  if (id.size() > kMaxIdBytes) return fail(Errc::field_too_long, key);
  return id;
}

Result<std::string> required_id_at(const wire::Json& document, std::string_view key) {
  auto id = id_at(document, key);
  if (id && id->empty()) return fail(Errc::missing_field, key);
  return id;
}

Result<char> digit_at(const wire::Json& document, std::string_view key) {
  const auto id = required_id_at(document, key);
  if (!id) return tl::unexpected(id.error());
  char digit = id->front();
  if (digit >= 'a' && digit <= 'd') digit = static_cast<char>(digit - 'a' + 'A');
  constexpr std::string_view kKeys = "0123456789*#ABCD";
  if (id->size() != 1 || kKeys.find(digit) == std::string_view::npos)
    return fail(Errc::wrong_type, key);
  return digit;
}

std::optional<int> duration_at(const wire::Json& document, std::string_view key) {
  constexpr int kMaxMs = 60'000;
  const auto duration = wire::integer_at(document, key);
  if (!duration || *duration < 0 || *duration > kMaxMs) return std::nullopt;
  return static_cast<int>(*duration);
}

std::optional<Error> add_parameter(std::string_view name, std::string_view value, Parameters& out) {
  const std::string_view kept_name = utf8_prefix(name, kMaxParameterBytes);
  const std::string_view kept = utf8_prefix(value, kMaxParameterBytes);
  std::string key(kept_name);
  if (out.size() == kMaxParameters && out.find(key) == out.end())
    return Error{Errc::field_too_long, 0, "parameters"};
  out[std::move(key)] = kept;
  if (kept.size() == value.size() && kept_name.size() == name.size()) return std::nullopt;
  return Error{Errc::field_too_long, 0, "parameters"};
}

std::optional<Error> add_parameters(const wire::Json& object, Parameters& out) {
  std::optional<Error> anomaly;
  for (auto field = object.begin(); field != object.end(); ++field) {
    const std::string* const text = field->get_ptr<const std::string*>();
    const std::string value = text != nullptr ? *text : wire::to_text(*field);
    anomaly = first_of(anomaly, add_parameter(field.key(), value, out));
  }
  return anomaly;
}

std::string random_uuid(Rng& rng) {
  std::string id = random_text(kHexDigits, 32, rng);
  id[12] = '4';
  id[16] = kHexDigits[8 + static_cast<std::size_t>(rng.below(4))];
  for (const std::size_t dash : {20u, 16u, 12u, 8u}) id.insert(dash, 1, '-');
  return id;
}

std::string parameters_json(const Parameters& parameters) {
  std::string text = "{";
  for (const auto& [name, value] : parameters) {
    if (text.size() > 1) text += ',';
    wire::append_quoted(name, text);
    text += ':';
    wire::append_quoted(value, text);
  }
  text += '}';
  return text;
}

}  // namespace hookswitch::carrier
