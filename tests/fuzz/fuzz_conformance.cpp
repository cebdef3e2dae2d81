// Any bytes as a stored record: a report and its page, or a coded refusal. What a carrier
// wrote opens no element that is not part of the page.
#include <set>
#include <string>
#include <string_view>

#include "hookswitch/base/check.hpp"
#include "hookswitch/doctor/conformance.hpp"
#include "hookswitch/wire/json_reader.hpp"

namespace {

/// Everything between an angle bracket and the end of that word.
std::set<std::string> tags_of(const std::string& page) {
  std::set<std::string> tags;
  for (auto at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1))
    tags.insert(page.substr(at, page.find_first_of(" >\n", at) - at));
  return tags;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  const std::string_view record(reinterpret_cast<const char*>(data), size);
  const auto report = doctor::conformance_json(record);
  const auto page = doctor::conformance_page(record);
  HS_CHECK(report.has_value() == page.has_value());
  if (!report) {
    HS_CHECK(info(report.error().code).code == report.error().code);
    return 0;
  }
  const auto document = wire::read_object(*report);
  HS_CHECK(document.has_value() && (*document)["obligations"].is_array());
  static const auto known = tags_of(*doctor::conformance_page(
      R"({"id":"1","carrier":{"dialect":"twilio"},)"
      R"("timeline":[{"at_ms":1,"from":"carrier","event":"stop","detail":"d"}]})"));
  for (const auto& tag : tags_of(*page)) HS_CHECK(known.count(tag) == 1);
  return 0;
}
