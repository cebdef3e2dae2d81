#pragma once

#include "hookswitch/base/time.hpp"

namespace hookswitch::system {

/// The monotonic clock, for the core.
Instant now();

/// The time of day, taken now.
WallClock wall_clock();

}  // namespace hookswitch::system
