#include "hookswitch/audio/adpcm.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace hookswitch::adpcm {
namespace {

// clang-format off
constexpr std::array<std::int16_t, 89> kSteps{
        7,     8,     9,    10,    11,    12,    13,    14,    16,    17,    19,    21,
       23,    25,    28,    31,    34,    37,    41,    45,    50,    55,    60,    66,
       73,    80,    88,    97,   107,   118,   130,   143,   157,   173,   190,   209,
      230,   253,   279,   307,   337,   371,   408,   449,   494,   544,   598,   658,
      724,   796,   876,   963,  1060,  1166,  1282,  1411,  1552,  1707,  1878,  2066,
     2272,  2499,  2749,  3024,  3327,  3660,  4026,  4428,  4871,  5358,  5894,  6484,
     7132,  7845,  8630,  9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350,
    22385, 24623, 27086, 29794, 32767};
constexpr std::array<int, 8> kMoves{-1, -1, -1, -1, 2, 4, 6, 8};
// clang-format on
constexpr int kLastStep = static_cast<int>(kSteps.size()) - 1;

/// What packer and unpacker both know.
struct State {
  int sample;
  int step;  ///< which of kSteps

  Sample next(unsigned code) {
    const int size = kSteps[static_cast<std::size_t>(step)];
    int change = size >> 3;
    if (code & 4) change += size;
    if (code & 2) change += size >> 1;
    if (code & 1) change += size >> 2;
    sample = std::clamp(code & 8 ? sample - change : sample + change, -32'768, 32'767);
    step = std::clamp(step + kMoves[code & 7], 0, kLastStep);
    return static_cast<Sample>(sample);
  }
  unsigned code_of(Sample wanted) const {
    const int size = kSteps[static_cast<std::size_t>(step)];
    int change = wanted - sample;
    unsigned code = 0;
    if (change < 0) {
      code = 8;
      change = -change;
    }
    if (change >= size) {
      code |= 4;
      change -= size;
    }
    if (change >= size >> 1) {
      code |= 2;
      change -= size >> 1;
    }
    if (change >= size >> 2) code |= 1;
    return code;
  }
};

/// The step that suits the beginning: a piece does not have to find it first.
int first_step(PcmView samples) {
  int largest = 0;
  for (std::size_t i = 1; i < std::min<std::size_t>(samples.size(), 8); ++i)
    largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
  const auto step = std::lower_bound(kSteps.begin(), kSteps.end(), largest / 2);
  return std::min(static_cast<int>(step - kSteps.begin()), kLastStep);
}

}  // namespace

void pack(PcmView samples, std::span<std::uint8_t> into) {
  std::fill(into.begin(), into.end(), std::uint8_t{0});
  if (samples.empty()) return;
  State state{samples[0], first_step(samples)};
  into[0] = static_cast<std::uint8_t>(samples[0] & 0xFF);
  into[1] = static_cast<std::uint8_t>((samples[0] >> 8) & 0xFF);
  into[2] = static_cast<std::uint8_t>(state.step);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const unsigned code = state.code_of(samples[i]);
    state.next(code);
    into[3 + (i - 1) / 2] |= static_cast<std::uint8_t>(code << ((i - 1) % 2 * 4));
  }
}

void unpack(std::span<const std::uint8_t> packed, std::span<Sample> into) {
  if (into.empty()) return;
  into[0] = static_cast<Sample>(static_cast<std::uint16_t>(packed[0] | packed[1] << 8));
  State state{into[0], std::min<int>(packed[2], kLastStep)};
  for (std::size_t i = 1; i < into.size(); ++i)
    into[i] = state.next(static_cast<unsigned>(packed[3 + (i - 1) / 2] >> ((i - 1) % 2 * 4)) & 15);
}

}  // namespace hookswitch::adpcm
