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

template <class Decode>
constexpr std::array<Sample, 256> table_of(Decode decode) {
  std::array<Sample, 256> table{};
  for (int byte = 0; byte < 256; ++byte) table[static_cast<std::size_t>(byte)] = decode(byte);
  return table;
}

// The position of the highest set bit; `value` is not 0.
int highest_bit(int value) { return 31 - __builtin_clz(static_cast<unsigned>(value)); }

}  // namespace

constexpr std::array<Sample, 256> kUlawToLinear = table_of(decode_ulaw);
constexpr std::array<Sample, 256> kAlawToLinear = table_of(decode_alaw);

// A negative sample's magnitude is its one's complement: -1 mirrors 0, so both halves have the same
// number of samples in each step.
std::uint8_t linear_to_ulaw(Sample sample) {
  const int magnitude = sample < 0 ? ~sample : sample;
  int biased = (magnitude >> 2) + kUlawBias;
  if (biased > kUlawLargest) biased = kUlawLargest;
  const int segment = highest_bit(biased) - 5;
  const int step = (biased >> (segment + 1)) & 15;
  const int code = (sample < 0 ? kSignBit : 0) | segment << 4 | step;
  return static_cast<std::uint8_t>(~code);
}

std::uint8_t linear_to_alaw(Sample sample) {
  const int magnitude = (sample < 0 ? ~sample : sample) >> 4;
  // Segments 0 and 1 have steps of the same size; from there each is twice as coarse.
  const int segment = magnitude < 16 ? 0 : highest_bit(magnitude) - 3;
  const int step = (segment < 2 ? magnitude : magnitude >> (segment - 1)) & 15;
  const int code = (sample < 0 ? 0 : kSignBit) | segment << 4 | step;
  return static_cast<std::uint8_t>(code ^ kAlawEvenBits);
}

}  // namespace hookswitch::g711
