#include "kit/json_schema.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>

namespace hookswitch::kit {
namespace {

using wire::Json;

bool is_of_type(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

bool is_of_types(const Json& value, const Json& types) {
  if (types.is_string()) return is_of_type(value, types.get<std::string>());
  return std::any_of(types.begin(), types.end(),
                     [&](const Json& type) { return is_of_type(value, type.get<std::string>()); });
}

bool matches(const std::string& text, const std::string& pattern) {
  thread_local std::map<std::string, std::regex> known;  // compiled once
  auto found = known.find(pattern);
  if (found == known.end())
    found = known.emplace(pattern, std::regex(pattern, std::regex::ECMAScript)).first;
  return std::regex_search(text, found->second);
}

}  // namespace

JsonSchema::JsonSchema(std::string_view text) {
  auto parsed = wire::read_object(text);
  if (parsed) root_ = std::move(*parsed);
}

JsonSchema JsonSchema::from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return JsonSchema(text);
}

std::vector<std::string> JsonSchema::faults(std::string_view document) const {
  std::vector<std::string> faults;
  if (!root_.is_object()) return {"the schema cannot be read"};
  const auto json = wire::read_object(document);
  if (!json) return {"not a JSON object"};
  check(root_, *json, "", faults);
  return faults;
}

void JsonSchema::check(const Json& schema, const Json& value, const std::string& path,
                       std::vector<std::string>& faults) const {
  const auto fault = [&](const std::string& what) {
    if (faults.size() < 20) faults.push_back((path.empty() ? "/" : path) + ": " + what);
  };
  if (schema.is_boolean()) {
    if (!schema.get<bool>()) fault("not allowed");
    return;
  }
  for (auto rule = schema.begin(); rule != schema.end(); ++rule) {
    const std::string& key = rule.key();
    const Json& wanted = rule.value();
    if (key == "$schema" || key == "$id" || key == "$defs" || key == "title" ||
        key == "description" || key == "examples") {
      continue;
    } else if (key == "$ref") {
      const std::string target = wanted.get<std::string>();
      check(root_["$defs"][target.substr(std::string("#/$defs/").size())], value, path, faults);
    } else if (key == "type") {
      if (!is_of_types(value, wanted)) return fault("is no " + wanted.dump());
    } else if (key == "const") {
      if (value != wanted) fault("is not " + wanted.dump());
    } else if (key == "enum") {
      if (std::find(wanted.begin(), wanted.end(), value) == wanted.end())
        fault(value.dump() + " is not one of the names");
    } else if (key == "required") {
      for (const Json& name : wanted)
        if (value.is_object() && !value.contains(name.get<std::string>()))
          fault("lacks " + name.get<std::string>());
    } else if (key == "properties") {
      for (auto property = wanted.begin(); value.is_object() && property != wanted.end();
           ++property)
        if (value.contains(property.key()))
          check(property.value(), value[property.key()], path + "/" + property.key(), faults);
    } else if (key == "additionalProperties") {
      for (auto property = value.begin(); value.is_object() && property != value.end(); ++property)
        if (!schema.contains("properties") || !schema["properties"].contains(property.key()))
          check(wanted, property.value(), path + "/" + property.key(), faults);
    } else if (key == "items") {
      for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
        check(wanted, value[i], path + "/" + std::to_string(i), faults);
    } else if (key == "minItems") {
      if (value.is_array() && value.size() < wanted.get<std::size_t>())
        fault("has too few entries");
    } else if (key == "maxItems") {
      if (value.is_array() && value.size() > wanted.get<std::size_t>())
        fault("has too many entries");
    } else if (key == "minimum") {
      if (value.is_number() && value.get<double>() < wanted.get<double>()) fault("is too small");
    } else if (key == "maximum") {
      if (value.is_number() && value.get<double>() > wanted.get<double>()) fault("is too large");
    } else if (key == "pattern") {
      if (value.is_string() && !matches(value.get<std::string>(), wanted.get<std::string>()))
        fault("does not match " + wanted.get<std::string>());
    } else {
      fault("the schema uses " + key);
    }
  }
}

const JsonSchema& record_schema() {
  static const JsonSchema schema = JsonSchema::from_file(HOOKSWITCH_DOCS_DIR "/record.schema.json");
  return schema;
}

}  // namespace hookswitch::kit
