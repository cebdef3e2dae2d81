#include "hookswitch/agent/gemini/fields.hpp"

namespace hookswitch::agent::gemini {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string snake_case(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is_upper(c)) out += '_';
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

const wire::Json& field(const wire::Json& object, std::string_view key) {
  static const wire::Json kNull;
  if (!object.is_object()) return kNull;
  auto found = object.find(key);
  if (found == object.end()) found = object.find(snake_case(key));
  return found == object.end() ? kNull : *found;
}

std::string text_at(const wire::Json& object, std::string_view key) {
  const wire::Json& value = field(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool is_true(const wire::Json& object, std::string_view key) {
  const wire::Json& value = field(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::string camel_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '_' && i + 1 < name.size())
      out += upper(name[++i]);
    else
      out += name[i];
  }
  return out;
}

}  // namespace hookswitch::agent::gemini
