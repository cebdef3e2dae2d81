#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "system/failure.hpp"

namespace hookswitch::store {

/// Why an operation of the store failed.
struct StoreFailure : system::Failure {
  enum class Kind : std::uint8_t { other, no_room, damaged };
  Kind kind = Kind::other;
};

inline tl::unexpected<StoreFailure> store_failed(Errc code, std::string detail) {
  return tl::unexpected<StoreFailure>(StoreFailure{{code, std::move(detail)}});
}

}  // namespace hookswitch::store
