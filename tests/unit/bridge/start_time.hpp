#pragma once

#include "hookswitch/base/time.hpp"

namespace hookswitch {

/// When the tests of this folder begin.
inline constexpr Instant t0{Micros{1'000'000}};

}  // namespace hookswitch
