#pragma once

#include <cstdint>

namespace hookswitch::kit {

/// How often this program has allocated with new so far. Link allocation_counter.cpp.
std::uint64_t allocations();

/// How many bytes of that it holds now, as the allocator counts them, and the most that it has held
/// since the last forget_peak().
std::int64_t bytes_held();
std::int64_t bytes_peak();
void forget_peak();

}  // namespace hookswitch::kit
