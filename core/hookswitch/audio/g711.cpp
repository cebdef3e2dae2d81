#include "hookswitch/audio/g711.hpp"

namespace hookswitch::g711 {
namespace {

// Both laws: sign bit, three bits of segment, four bits of step within the segment.
constexpr int kSignBit = 0x80;
constexpr int kUlawBias = 33;       // makes every u-law segment start at a power of two
constexpr int kUlawLargest = 8191;  // in the law's own 14-bit scale, bias included
constexpr int kAlawEvenBits = 0x55;

constexpr Sample decode_ulaw(int byte) {
  const int code = ~byte & 0xFF;
  const int segment = (code >> 4) & 7;
  const int step = code & 15;
  const int magnitude = ((2 * step + kUlawBias) << segment) - kUlawBias;
  return static_cast<Sample>(4 * (code & kSignBit ? -magnitude : magnitude));
}

constexpr Sample decode_alaw(int byte) {
  const int code = byte ^ kAlawEvenBits;
  const int segment = (code >> 4) & 7;
  const int step = code & 15;
  const int magnitude = segment == 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1);
  return static_cast<Sample>(8 * (code & kSignBit ? magnitude : -magnitude));
}

// The position of the highest set bit; `value` is not 0.
constexpr int highest_bit(int value) { return 31 - __builtin_clz(static_cast<unsigned>(value)); }

constexpr std::uint8_t encode_ulaw(int magnitude) {
  int biased = magnitude + kUlawBias;
  if (biased > kUlawLargest) biased = kUlawLargest;
  const int segment = highest_bit(biased) - 5;
  const int step = (biased >> (segment + 1)) & 15;
  return static_cast<std::uint8_t>(~(segment << 4 | step));
}

constexpr std::uint8_t encode_alaw(int magnitude) {
  // Segments 0 and 1 have steps of the same size; from there each is twice as coarse.
  const int segment = magnitude < 16 ? 0 : highest_bit(magnitude) - 3;
  const int step = (segment < 2 ? magnitude : magnitude >> (segment - 1)) & 15;
  return static_cast<std::uint8_t>((kSignBit | segment << 4 | step) ^ kAlawEvenBits);
}

template <class Value, std::size_t kSize, class Function>
constexpr std::array<Value, kSize> table_of(Function function) {
  std::array<Value, kSize> table{};
  for (std::size_t i = 0; i < kSize; ++i) table[i] = function(static_cast<int>(i));
  return table;
}

}  // namespace

constexpr std::array<Sample, 256> kUlawToLinear = table_of<Sample, 256>(decode_ulaw);
constexpr std::array<Sample, 256> kAlawToLinear = table_of<Sample, 256>(decode_alaw);
constexpr std::array<std::uint8_t, 8192> kMagnitudeToUlaw =
    table_of<std::uint8_t, 8192>(encode_ulaw);
constexpr std::array<std::uint8_t, 2048> kMagnitudeToAlaw =
    table_of<std::uint8_t, 2048>(encode_alaw);

}  // namespace hookswitch::g711
