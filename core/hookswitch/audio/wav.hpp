#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"

namespace hookswitch {

/// A decoded WAV file: mono (channels are averaged).
struct WavAudio {
  int rate_hz = 0;
  Pcm samples;
  std::string remark;  ///< what is missing of the file, or is not read of it; else empty
};

/// Reads RIFF/WAVE bytes: PCM 8/16/24/32 bit, float 32, G.711 u-law and A-law; 1 to 8 channels;
/// 4000 to 192000 Hz; unknown chunks are skipped. A data chunk that is cut short yields what is
/// there; so does one whose size its writer could not know (0, or 0x7FFF0000 and more, as SoX and
/// FFmpeg write it to a pipe). Of several files in one the first is read.
/// errors  bad_wav with the byte offset; `field` names the kind of a file that is another one's
[[nodiscard]] Result<WavAudio> read_wav(std::span<const std::uint8_t> file);

/// An error of read_wav() in words, such as "this is an MP3 file, not a WAV file".
std::string describe_wav_error(const Error& error);

/// A complete 16-bit PCM mono WAV file.
std::vector<std::uint8_t> write_wav(PcmView samples, int rate_hz);

}  // namespace hookswitch
