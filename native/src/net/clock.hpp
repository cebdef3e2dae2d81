#pragma once

#include <cstdint>

#include "hookswitch/base/time.hpp"

namespace hookswitch::native {

/// The monotonic clock, for the core.
Instant now();

/// The calendar, taken now.
WallClock wall_clock();

/// 64 bits of the system's entropy, to seed what the core makes up.
std::uint64_t entropy();

}  // namespace hookswitch::native
