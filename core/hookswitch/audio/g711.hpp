#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "hookswitch/audio/pcm.hpp"

/// The two companding laws of the telephone network, one byte per sample.
///
/// shape   sample -> byte and byte -> sample, without state
/// range   every byte and every sample is valid; the byte is as it lies on the wire (u-law
///         inverted, A-law with its even bits inverted)
/// errors  none
/// cost    one look-up without a branch: in 512 bytes to decode, in 8 kB (u-law) or 2 kB (A-law) to
///         encode
/// source  ITU-T G.711 tables 1a to 2b; which of two equally near levels a sample takes as in the
///         ITU's own reference code (G.191): the value on a decision line belongs to the upper one
namespace hookswitch::g711 {

extern const std::array<Sample, 256> kUlawToLinear;
extern const std::array<Sample, 256> kAlawToLinear;

/// The byte of a positive sample, by its magnitude in the law's own scale: 14 and 12 bit with sign.
extern const std::array<std::uint8_t, 8192> kMagnitudeToUlaw;
extern const std::array<std::uint8_t, 2048> kMagnitudeToAlaw;

inline Sample ulaw_to_linear(std::uint8_t byte) { return kUlawToLinear[byte]; }
inline Sample alaw_to_linear(std::uint8_t byte) { return kAlawToLinear[byte]; }

// A negative sample's magnitude is its one's complement: -1 mirrors 0, so both halves have the same
// number of samples in each step. Its byte differs in the sign bit only.
inline std::uint8_t linear_to_ulaw(Sample sample) {
  const int sign = sample >> 15;
  const auto magnitude = static_cast<std::size_t>(sample ^ sign);
  return static_cast<std::uint8_t>(kMagnitudeToUlaw[magnitude >> 2] ^ (sign & 0x80));
}

inline std::uint8_t linear_to_alaw(Sample sample) {
  const int sign = sample >> 15;
  const auto magnitude = static_cast<std::size_t>(sample ^ sign);
  return static_cast<std::uint8_t>(kMagnitudeToAlaw[magnitude >> 4] ^ (sign & 0x80));
}

}  // namespace hookswitch::g711
