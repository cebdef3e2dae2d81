// Media messages at either end of the dialects that read them without a document, against twins
// that build one: after a byte order mark nothing is scanned. Both must always agree.
//
// input   a line "NAME N": an agent's client (even) or server (odd), a carrier's host (even) or
//         carrier (odd); then text frames, one per line
#include <algorithm>
#include <string>

#include "hookswitch/base/check.hpp"
#include "kit/media_twins.hpp"
#include "kit/seed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto all = media_twins();
  std::vector<const MediaTwinsOf*> list;
  for (const MediaTwinsOf& one : all) list.push_back(&one);
  const auto [chosen, end] = kit::choose(
      list, [](const MediaTwinsOf& one) { return one.name; }, input);
  const auto twins = end % 2 == 0 ? chosen->first() : chosen->second();
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    HS_CHECK(twins->read(line).empty());
  }
  return 0;
}
