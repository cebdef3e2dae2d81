#pragma once

#include <cstddef>
#include <cstdint>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/cpu.hpp"

#ifdef HOOKSWITCH_AVX2

/// u-law, 16 samples per step: computed, where the portable way looks up. Each does as many samples
/// from the first as make whole steps, and returns how many.
namespace hookswitch::g711_avx2 {

std::size_t from_ulaw(const std::uint8_t* bytes, std::size_t count, Sample* to);
std::size_t to_ulaw(const Sample* samples, std::size_t count, std::uint8_t* to);

}  // namespace hookswitch::g711_avx2

#endif
