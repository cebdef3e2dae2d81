#pragma once

#include <cstdint>
#include <span>

namespace hookswitch::kit {

/// Drives a jitter buffer as the bytes say - packets of any size, pulls of any size, time that
/// stands still, leaps or runs backwards, clears and resets - and checks what must always hold.
/// Returns nullptr, or which property broke.
const char* exercise_jitter(std::span<const std::uint8_t> script);

}  // namespace hookswitch::kit
