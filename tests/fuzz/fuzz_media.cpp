// Media messages at either end of the dialects that read them without a document, against twins
// that build one: after a byte order mark nothing is scanned. Both must always agree.
//
// input   one byte: which end of which dialect; then text frames, one per line
#include <algorithm>
#include <string>

#include "hookswitch/base/check.hpp"
#include "kit/media_twins.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch;
  if (size == 0) return 0;
  const auto twins = make_media_twins(data[0] - unsigned{'0'});
  std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    HS_CHECK(twins->read(line).empty());
  }
  return 0;
}
