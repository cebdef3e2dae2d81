// Journal rows of any content. A row that is accepted is written and read back the same, and folds
// into a record whose JSON is whole.
//
// input   rows, one per line
#include <string_view>

#include "hookswitch/base/check.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  record::Record record;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view row = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const auto fact = record::fact_from_json(row);
    if (!fact) {
      HS_CHECK(info(fact.error().code).code == fact.error().code);
      continue;
    }
    const std::string written = record::fact_to_json(*fact);
    const auto again = record::fact_from_json(written);
    HS_CHECK(again.has_value());
    HS_CHECK(record::fact_to_json(*again) == written);
    record.apply(*fact);
  }
  HS_CHECK(wire::read_object(record::record_to_json(record)).has_value());
  return 0;
}
