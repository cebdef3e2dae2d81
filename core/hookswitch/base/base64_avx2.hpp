#pragma once

#include <cstddef>
#include <cstdint>

#include "hookswitch/base/cpu.hpp"

#ifdef HOOKSWITCH_AVX2

/// The greater part of a base64 text, 32 characters per step: what is left over is for the portable
/// way, and so is everything that is wrong.
namespace hookswitch::base64_avx2 {

/// Decodes a part of `text`, stopping before a block that has other characters. Returns how many
/// have been decoded, a multiple of 4. `to` has room for the whole text.
std::size_t decode(const std::uint8_t* text, std::size_t size, std::uint8_t* to);

/// Encodes a part of `bytes`. Returns how many, a multiple of 3.
std::size_t encode(const std::uint8_t* bytes, std::size_t size, char* to);

}  // namespace hookswitch::base64_avx2

#endif
