#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hookswitch/audio/pcm.hpp"

/// IMA ADPCM: four bits per sample, for audio that is only kept and given back.
///
/// shape   a piece of audio packs to packed_size() bytes and unpacks to as many samples; pieces
///         stand alone
/// range   any samples; about 30 dB below speech at 16 kHz lies what is lost
/// errors  none: any bytes unpack to something
/// cost    a few operations per sample, no tables beyond 89 steps
/// source  IMA Digital Audio Focus and Technical Working Groups, "Recommended Practices for
///         Enhancing Digital Audio Compatibility in Multimedia Systems", rev. 3.0 (1992)
namespace hookswitch::adpcm {

/// Of a piece of `samples`: its first sample, the step to begin with, then two samples a byte.
constexpr std::size_t packed_size(std::size_t samples) { return 3 + samples / 2; }

/// `into` has packed_size(samples.size()) bytes.
void pack(PcmView samples, std::span<std::uint8_t> into);
/// `into` has as many samples as were packed.
void unpack(std::span<const std::uint8_t> packed, std::span<Sample> into);

}  // namespace hookswitch::adpcm
