#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"

namespace hookswitch {

/// A decoded WAV file: mono (channels are averaged).
struct WavAudio {
  int rate_hz = 0;
  Pcm samples;
};

/// Reads RIFF/WAVE bytes: PCM 8/16/24/32 bit, float 32, G.711 u-law and A-law; 1 to 8 channels;
/// 4000 to 192000 Hz; unknown chunks are passed over; a data chunk cut short or with size 0 or
/// 0xFFFFFFFF (streamed) yields what is there.
/// errors  bad_wav with the byte offset
[[nodiscard]] Result<WavAudio> read_wav(std::span<const std::uint8_t> file);

/// A complete 16-bit PCM mono WAV file.
std::vector<std::uint8_t> write_wav(PcmView samples, int rate_hz);

}  // namespace hookswitch
