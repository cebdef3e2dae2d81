// The pull scanner against the document of the same text: what the one accepts the other accepts,
// and both read the same from it.
//
// input   one text
#include <cstring>
#include <memory>

#include "hookswitch/base/check.hpp"
#include "kit/json_compare.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A heap block of the exact size, so that reading one byte too far is found.
  const auto exact = std::make_unique<char[]>(size);
  if (size > 0) std::memcpy(exact.get(), data, size);
  HS_CHECK(hookswitch::wire::difference({exact.get(), size}).empty());
  return 0;
}
