// The pull scanner against the document of the same text, and that against nlohmann's: what the one
// accepts the other accepts, and all read the same from it.
//
// input   one text
#include <cstring>
#include <memory>

#include "hookswitch/base/check.hpp"
#include "kit/json_compare.hpp"
#include "kit/json_peer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A heap block of the exact size, so that reading one byte too far is found.
  const auto exact = std::make_unique<char[]>(size);
  if (size > 0) std::memcpy(exact.get(), data, size);
  const std::string_view text(exact.get(), size);
  HS_CHECK(hookswitch::wire::difference(text).empty());
  HS_CHECK(hookswitch::wire::peer_difference(text).empty());
  return 0;
}
