#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hookswitch/base/result.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::codec {

/// A packet with more is refused: 48 frames of 2.5 ms at their longest, and their lengths.
inline constexpr std::size_t kOpusLongestPacket = 48 * 1'275 + 2 + 2 * 47;
/// A packet holds at most this much audio.
inline constexpr Micros kOpusLongestAudio{120'000};

/// What the head of an Opus packet says, without decoding it.
struct OpusPacket {
  enum class Mode : std::uint8_t { silk, hybrid, celt };
  Mode mode = Mode::celt;
  int bandwidth_hz = 4'000;  ///< 4000, 6000, 8000, 12000 or 20000
  bool stereo = false;
  int frames = 1;           ///< 1 to 48, all of one length
  Micros frame{20'000};     ///< 2.5 to 60 ms
  Micros duration{20'000};  ///< of all frames: at most 120 ms
  /// It also holds the audio before it, coarsely: OpusDecoder::recover() can use it.
  bool has_fec = false;
};

/// Reads the head of a packet and checks that its frames fit into it.
///
/// shape   one whole packet -> what it holds
/// units   bytes
/// range   at most kOpusLongestPacket bytes
/// time    media time only
/// errors  empty_audio; bad_opus with the byte where it stops making sense
/// cost    O(frames), no allocation
/// source  RFC 6716 sections 3 and 4.2.3
[[nodiscard]] Result<OpusPacket> inspect_opus(std::span<const std::uint8_t> packet);

}  // namespace hookswitch::codec
