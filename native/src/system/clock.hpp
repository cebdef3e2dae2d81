#pragma once

#include "hookswitch/base/time.hpp"

namespace hookswitch::native {

/// The monotonic clock, for the core.
Instant now();

/// The time of day, taken now.
WallClock wall_clock();

}  // namespace hookswitch::native
