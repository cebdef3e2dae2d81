// Any bytes as a stored record: the page of its conformance report opens no element that the page
// of a well-behaved call does not have.
#include <set>
#include <string>
#include <string_view>

#include "api/conformance_page.hpp"
#include "hookswitch/base/check.hpp"
#include "hookswitch/doctor/conformance.hpp"

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
  const auto report =
      doctor::conformance_json(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!report) return 0;
  const auto page = api::conformance_page(*report);
  HS_CHECK(page.has_value());
  static const auto known = tags_of(*api::conformance_page(*doctor::conformance_json(
      R"({"id":"1","carrier":{"dialect":"twilio"},)"
      R"("timeline":[{"at_ms":1,"from":"carrier","event":"stop","detail":"d"}]})")));
  for (const auto& tag : tags_of(*page)) HS_CHECK(known.count(tag) == 1);
  return 0;
}
