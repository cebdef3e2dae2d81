#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/result.hpp"

namespace hookswitch::codec {

enum class Encoding : std::uint8_t { pcmu, pcma, l16_little, l16_big };

std::string_view to_string(Encoding encoding);

/// How audio lies on a wire: encoding and sample rate, always mono.
struct MediaFormat {
  Encoding encoding = Encoding::pcmu;
  int rate_hz = 8'000;

  friend constexpr bool operator==(const MediaFormat&, const MediaFormat&) = default;
};

constexpr int bytes_per_sample(Encoding encoding) {
  return encoding == Encoding::pcmu || encoding == Encoding::pcma ? 1 : 2;
}

/// Appends the samples that `bytes` hold to `out`.
/// errors  odd_byte_count when half a sample is left over: the whole samples are appended all the
///         same; empty_audio when there is nothing at all
/// cost    O(samples), table look-up for G.711
/// source  ITU-T G.711; RFC 3551 for the names
[[nodiscard]] Result<void> decode(Encoding encoding, std::span<const std::uint8_t> bytes, Pcm& out);

/// Appends the wire bytes of `samples` to `out`.
void encode(Encoding encoding, PcmView samples, std::vector<std::uint8_t>& out);

}  // namespace hookswitch::codec
