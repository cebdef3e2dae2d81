#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::kit {

/// A JSON schema, as much of draft 2020-12 as our own schemas use: type, enum, const, required,
/// properties, additionalProperties, items, minItems, maxItems, minimum, maximum, pattern, $ref
/// into $defs; examples are not checked. Another keyword is a fault of the schema.
///
/// shape   text in, list of faults with their paths out
/// errors  none; what is no JSON is a fault
class JsonSchema {
 public:
  explicit JsonSchema(std::string_view text);
  static JsonSchema from_file(const std::string& path);

  std::vector<std::string> faults(std::string_view document) const;

 private:
  void check(const wire::Json& schema, const wire::Json& value, const std::string& path,
             std::vector<std::string>& faults) const;
  wire::Json root_;
};

/// docs/record.schema.json
const JsonSchema& record_schema();

}  // namespace hookswitch::kit
