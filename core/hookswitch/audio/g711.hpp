#pragma once

#include <array>
#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

/// The two companding laws of the telephone network, one byte per sample.
///
/// shape   sample -> byte and byte -> sample, without state
/// range   every byte and every sample is valid; the byte is as it lies on the wire (u-law
///         inverted, A-law with its even bits inverted)
/// errors  none
/// cost    decode: one look-up in 512 bytes; encode: a few integer operations
/// source  ITU-T G.711 tables 1a to 2b; which of two equally near levels a sample takes as in the
///         ITU's own reference code (G.191): the value on a decision line belongs to the upper one
namespace hookswitch::g711 {

extern const std::array<Sample, 256> kUlawToLinear;
extern const std::array<Sample, 256> kAlawToLinear;

inline Sample ulaw_to_linear(std::uint8_t byte) { return kUlawToLinear[byte]; }
inline Sample alaw_to_linear(std::uint8_t byte) { return kAlawToLinear[byte]; }

std::uint8_t linear_to_ulaw(Sample sample);
std::uint8_t linear_to_alaw(Sample sample);

}  // namespace hookswitch::g711
