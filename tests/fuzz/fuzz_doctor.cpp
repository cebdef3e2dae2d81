// Any bytes as a stored record: a record, its findings and its conformance report, or a coded
// refusal. A record that is read is written and read back the same.
#include <string>
#include <string_view>

#include "hookswitch/base/check.hpp"
#include "hookswitch/doctor/conformance.hpp"
#include "hookswitch/doctor/examine.hpp"
#include "hookswitch/record/record_json.hpp"
#include "hookswitch/wire/json_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto record = record::record_from_json(text);
  const auto findings = doctor::examine(text);
  const auto report = doctor::conformance_json(text);
  HS_CHECK(findings.has_value() == record.has_value());
  HS_CHECK(report.has_value() == record.has_value());
  if (!record) {
    HS_CHECK(info(record.error().code).code == record.error().code);
    return 0;
  }
  const std::string written = record::record_to_json(*record);
  const auto again = record::record_from_json(written);
  HS_CHECK(again.has_value() && record::record_to_json(*again) == written);
  for (const doctor::Finding& finding : *findings) HS_CHECK(!finding.remedy.empty());
  const auto document = wire::read_object(*report, 1 << 16);
  HS_CHECK(document.has_value() && (*document)["obligations"].is_array());
  return 0;
}
