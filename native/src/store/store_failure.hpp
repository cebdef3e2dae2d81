#pragma once

#include <string>

#include "hookswitch/base/result.hpp"

namespace hookswitch::native {

/// Why the disk did not do what was asked.
struct StoreFailure {
  Errc code;
  std::string detail;
};

}  // namespace hookswitch::native
