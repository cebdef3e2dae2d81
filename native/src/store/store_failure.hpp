#pragma once

#include <cstdint>

#include "system/failure.hpp"

namespace hookswitch::store {

/// Why the store did not do what was asked.
struct StoreFailure : system::Failure {
  enum class Kind : std::uint8_t { other, no_room, damaged };
  Kind kind = Kind::other;
};

}  // namespace hookswitch::store
