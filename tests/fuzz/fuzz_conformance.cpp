// Any bytes as a stored record: a report and its page, or a coded refusal. Nothing that a carrier
// wrote becomes markup.
#include <string_view>

#include "hookswitch/base/check.hpp"
#include "hookswitch/bridge/conformance.hpp"
#include "hookswitch/wire/json_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  const std::string_view record(reinterpret_cast<const char*>(data), size);
  const auto report = bridge::conformance_json(record);
  const auto page = bridge::conformance_page(record);
  HS_CHECK(report.has_value() == page.has_value());
  if (!report) {
    HS_CHECK(info(report.error().code).code == report.error().code);
    return 0;
  }
  const auto document = wire::read_object(*report);
  HS_CHECK(document.has_value() && (*document)["obligations"].is_array());
  HS_CHECK(page->find("<script") == std::string::npos);
  HS_CHECK(page->find("<img") == std::string::npos);
  return 0;
}
