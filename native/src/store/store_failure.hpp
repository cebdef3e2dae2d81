#pragma once

#include <cstdint>
#include <string>

#include "hookswitch/base/result.hpp"

namespace hookswitch::native {

/// Why the disk did not do what was asked.
struct StoreFailure {
  enum class Kind : std::uint8_t { other, no_room, damaged };
  Errc code;
  std::string detail;
  Kind kind = Kind::other;
};

}  // namespace hookswitch::native
