#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hookswitch {

/// One sample of linear mono audio: the currency of every room. Devices convert at their own edge.
/// range   -32768 to 32767, full scale is 32768
using Sample = std::int16_t;

/// Borrowed audio: valid for the call it is passed to.
using PcmView = std::span<const Sample>;

/// Owned audio.
using Pcm = std::vector<Sample>;

}  // namespace hookswitch
