#include "config/checked_object.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "system/read_file.hpp"

namespace hookswitch::config {
namespace {

std::string number_text(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

CheckedObject::CheckedObject(const Json& object, std::string path, Environment lookup,
                             std::vector<ConfigError>& errors)
    : object_(object), path_(std::move(path)), environment_(lookup), errors_(errors) {}

std::string CheckedObject::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
}

void CheckedObject::bad(std::string_view key, std::string detail, Errc code) {
  errors_.push_back({code, path_of(key), std::move(detail)});
}

const CheckedObject::Json* CheckedObject::at(std::string_view key) {
  known_.emplace(key);
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

std::optional<std::string> CheckedObject::expanded(std::string_view key, const std::string& raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size();) {
    if (raw.compare(i, 2, "${") != 0) {
      out += raw[i++];
      continue;
    }
    const auto end = raw.find('}', i);
    if (end == raw.npos) {
      bad(key, "${ without }");
      return std::nullopt;
    }
    const std::string name = raw.substr(i + 2, end - i - 2);
    const auto value = environment_(name);
    if (!value) {
      errors_.push_back({Errc::missing_environment, path_of(key), name + " is not set"});
      return std::nullopt;
    }
    out += *value;
    i = end + 1;
  }
  return out;
}

void CheckedObject::text(std::string_view key, std::string& into) {
  const Json* value = at(key);
  if (!value) return;
  if (!value->is_string()) return bad(key, "must be a text");
  if (auto whole = expanded(key, value->get_ref<const std::string&>())) into = std::move(*whole);
}

void CheckedObject::texts(std::string_view key, std::vector<std::string>& into) {
  const Json* list = array(key);
  if (!list) return;
  into.clear();
  for (const auto& item : *list) {
    if (!item.is_string()) return bad(key, "must be a list of texts");
    if (auto whole = expanded(key, item.get_ref<const std::string&>()))
      into.push_back(std::move(*whole));
  }
}

void CheckedObject::integer(std::string_view key, std::int64_t low, std::int64_t high,
                            std::int64_t& into) {
  const Json* value = at(key);
  if (!value) return;
  if (!value->is_number_integer()) return bad(key, "must be a whole number");
  const auto number = value->get<std::int64_t>();
  if (number < low || number > high || (value->is_number_unsigned() && number < 0))
    return bad(key, "must lie between " + std::to_string(low) + " and " + std::to_string(high));
  into = number;
}

void CheckedObject::seconds(std::string_view key, double low, double high, Millis& into) {
  const Json* value = at(key);
  if (!value) return;
  if (!value->is_number()) return bad(key, "must be a number of seconds");
  const auto number = value->get<double>();
  if (number < low || number > high)
    return bad(key, "must lie between " + number_text(low) + " and " + number_text(high));
  into = Millis{std::llround(number * 1000.0)};
}

void CheckedObject::millis(std::string_view key, std::int64_t low, std::int64_t high,
                           Millis& into) {
  std::int64_t number = into.count();
  integer(key, low, high, number);
  into = Millis{number};
}

std::optional<std::string> CheckedObject::referenced(std::string_view key) {
  const Json* value = at(key);
  if (!value) return std::nullopt;
  if (value->is_object() && value->size() == 1 && value->contains("file") &&
      value->at("file").is_string()) {
    const auto file = value->at("file").get<std::string>();
    constexpr std::size_t kMaxFile = 64 << 10;
    auto bytes = system::read_file(file, kMaxFile);
    if (bytes) return std::move(*bytes);
    bad(key, file + ": " + bytes.error());
    return std::nullopt;
  }
  const std::string* raw = value->get_ptr<const std::string*>();
  const bool reference =
      raw && raw->starts_with("${") && raw->find('}') == raw->size() - 1 && raw->size() > 3;
  if (reference) return expanded(key, *raw);
  bad(key, R"(must be "${NAME}" or {"file": "PATH"}: no secrets in here)");
  return std::nullopt;
}

void CheckedObject::pem(std::string_view key, std::string& into) {
  auto text = referenced(key);
  if (!text) return;
  if (text->find("-----BEGIN ") == text->npos) return bad(key, "must be a key in PEM");
  into = std::move(*text);
}

void CheckedObject::secret(std::string_view key, std::string& into) {
  auto found = referenced(key);
  if (!found) return;
  std::string secret = std::move(*found);
  if (object_[std::string(key)].is_object())
    secret.resize(std::min(secret.find('\n'), secret.size()));
  secret.erase(secret.find_last_not_of("\r\n") + 1);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (secret.empty()) return bad(key, "the secret is empty");
  if (std::any_of(secret.begin(), secret.end(), is_control))
    return bad(key, "the secret has a control character, such as a line end, in it");
  into = std::move(secret);
}

std::optional<std::size_t> CheckedObject::choice(std::string_view key,
                                                 const std::vector<std::string_view>& names) {
  const Json* value = at(key);
  if (!value) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (value->is_string() && value->get_ref<const std::string&>() == names[i]) return i;
    list += (i ? ", " : "") + std::string(names[i]);
  }
  bad(key, "must be one of: " + list);
  return std::nullopt;
}

const CheckedObject::Json* CheckedObject::object(std::string_view key) {
  const Json* value = at(key);
  if (value && !value->is_object()) {
    bad(key, "must be an object");
    return nullptr;
  }
  return value;
}

const CheckedObject::Json* CheckedObject::array(std::string_view key) {
  const Json* value = at(key);
  if (value && !value->is_array()) {
    bad(key, "must be a list");
    return nullptr;
  }
  return value;
}

void CheckedObject::finish() {
  for (const auto& [key, value] : object_.items())
    if (!known_.contains(key)) errors_.push_back({Errc::unknown_key, path_of(key), "unknown key"});
}

}  // namespace hookswitch::config
