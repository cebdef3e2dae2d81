#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/codec/g722_band.hpp"

namespace hookswitch::codec {

inline constexpr int kG722RateHz = 16'000;  ///< of the audio; its RTP clock is 8000, by RFC 3551

/// The G.722 filter bank of 24 taps, as a history of pairs. Both directions use the same taps.
class G722Filters {
 public:
  /// Takes the next pair and gives its two sums, unscaled.
  std::array<int, 2> turn(int first, int second);

 private:
  std::array<int, 24> past_{};
};

/// Wide-band speech to G.722 at 64 kbit/s: one byte per two samples.
///
/// shape   any number of samples -> bytes; an odd last sample waits for the next call
/// units   samples at 16 kHz
/// range   all of Sample
/// time    delay of encoder and decoder together: 22 samples (1.4 ms)
/// errors  none
/// cost    integers only, no allocation beyond what `out` needs to grow
/// source  ITU-T G.722 (09/2012), mode 1; RFC 3551 section 4.5.2
class G722Encoder {
 public:
  void encode(PcmView samples, std::vector<std::uint8_t>& out);

 private:
  std::uint8_t encode_pair(Sample first, Sample second);

  G722Filters filters_;
  G722Band low_{G722Band::Which::low};
  G722Band high_{G722Band::Which::high};
  std::optional<Sample> waiting_;
};

/// G.722 at 64 kbit/s to wide-band speech: two samples per byte. Every byte is valid.
class G722Decoder {
 public:
  void decode(std::span<const std::uint8_t> bytes, Pcm& out);

 private:
  G722Filters filters_;
  G722Band low_{G722Band::Which::low};
  G722Band high_{G722Band::Which::high};
};

}  // namespace hookswitch::codec
