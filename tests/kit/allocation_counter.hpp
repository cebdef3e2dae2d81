#pragma once

#include <cstdint>

namespace hookswitch::kit {

/// How often this program has allocated with new so far. Link allocation_counter.cpp.
std::uint64_t allocations();

}  // namespace hookswitch::kit
