#include "hookswitch/codec/g722.hpp"

#include <algorithm>
#include <cstddef>

namespace hookswitch::codec {
namespace {

constexpr std::array<int, 12> kTaps{3, -11, 12, 32, -210, 951, 3'876, -805, 362, -156, 53, -11};

// ---- the low band: 6 bits, of which the predictor sees the upper 4 ---------------------------

// Decision levels of the magnitude.
constexpr std::array<int, 29> kLowLevels{
    35,  72,  110, 150,   190,   233,   276,   323,   370,   422,   473,   530,   587,   650,  714,
    786, 858, 940, 1'023, 1'121, 1'219, 1'339, 1'458, 1'612, 1'765, 1'980, 2'195, 2'557, 2'919};
constexpr std::array<int, 64> kLowValues{
    -136,    -136,    -136,   -136,   -24'808, -21'904, -19'008, -16'704, -14'984, -13'512, -12'280,
    -11'192, -10'232, -9'360, -8'576, -7'856,  -7'192,  -6'576,  -6'000,  -5'456,  -4'944,  -4'464,
    -4'008,  -3'576,  -3'168, -2'776, -2'400,  -2'032,  -1'688,  -1'360,  -1'040,  -728,    24'808,
    21'904,  19'008,  16'704, 14'984, 13'512,  12'280,  11'192,  10'232,  9'360,   8'576,   7'856,
    7'192,   6'576,   6'000,  5'456,  4'944,   4'464,   4'008,   3'576,   3'168,   2'776,   2'400,
    2'032,   1'688,   1'360,  1'040,  728,     432,     136,     -432,    -136};
constexpr std::array<int, 16> kLowCoarse{0,      -20'456, -12'896, -8'968, -6'288, -4'240,
                                         -2'584, -1'200,  20'456,  12'896, 8'968,  6'288,
                                         4'240,  2'584,   1'200,   0};
constexpr std::array<int, 16> kLowFactors{-60,   3'042, 1'198, 538, 334, 172, 58,  -30,
                                          3'042, 1'198, 538,   334, 172, 58,  -30, -60};

// ---- the high band: 2 bits -------------------------------------------------------------------

constexpr int kHighLevel = 564;
constexpr std::array<int, 4> kHighValues{-7'408, -1'616, 7'408, 1'616};
constexpr std::array<int, 4> kHighFactors{798, -214, 798, -214};

constexpr int limited(int value) { return std::clamp(value, -16'384, 16'383); }
constexpr int magnitude(int value) { return value >= 0 ? value : -(value + 1); }

unsigned low_code(int difference, int step) {
  const int size = magnitude(difference);
  const auto above = std::find_if(kLowLevels.begin(), kLowLevels.end(),
                                  [&](int level) { return size < ((level * step) >> 12); });
  const auto level = static_cast<unsigned>(above - kLowLevels.begin());
  if (difference >= 0) return 61 - level;
  return level < 2 ? 63 - level : 33 - level;
}

unsigned high_code(int difference, int step) {
  const bool large = magnitude(difference) >= ((kHighLevel * step) >> 12);
  if (difference >= 0) return large ? 2 : 3;
  return large ? 0 : 1;
}

void adapt_low(G722Band& band, unsigned code) {
  const std::size_t coarse = code >> 2;
  band.adapt(band.scaled(kLowCoarse[coarse]), kLowFactors[coarse]);
}

void adapt_high(G722Band& band, unsigned code) {
  band.adapt(band.scaled(kHighValues[code]), kHighFactors[code]);
}

}  // namespace

std::array<int, 2> G722Filters::turn(int first, int second) {
  std::copy(past_.begin() + 2, past_.end(), past_.begin());
  past_[22] = first;
  past_[23] = second;
  std::array<int, 2> sums{};
  for (std::size_t i = 0; i < kTaps.size(); ++i) {
    sums[0] += past_[2 * i] * kTaps[i];
    sums[1] += past_[2 * i + 1] * kTaps[kTaps.size() - 1 - i];
  }
  return sums;
}

std::uint8_t G722Encoder::encode_pair(Sample first, Sample second) {
  const auto [odd, even] = filters_.turn(first, second);
  const unsigned low = low_code(saturated(((even + odd) >> 14) - low_.predicted()), low_.step());
  const unsigned high =
      high_code(saturated(((even - odd) >> 14) - high_.predicted()), high_.step());
  adapt_low(low_, low);
  adapt_high(high_, high);
  return static_cast<std::uint8_t>(high << 6 | low);
}

void G722Encoder::encode(PcmView samples, std::vector<std::uint8_t>& out) {
  out.reserve(out.size() + (samples.size() + 1) / 2);
  for (const Sample sample : samples) {
    if (waiting_) {
      out.push_back(encode_pair(*waiting_, sample));
      waiting_.reset();
    } else {
      waiting_ = sample;
    }
  }
}

void G722Decoder::decode(std::span<const std::uint8_t> bytes, Pcm& out) {
  out.reserve(out.size() + 2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    const unsigned low = byte & 63u;
    const unsigned high = byte >> 6u;
    const int heard_low = limited(low_.predicted() + low_.scaled(kLowValues[low]));
    const int heard_high = limited(high_.predicted() + high_.scaled(kHighValues[high]));
    adapt_low(low_, low);
    adapt_high(high_, high);
    const auto [second, first] = filters_.turn(heard_low + heard_high, heard_low - heard_high);
    out.push_back(static_cast<Sample>(saturated(first >> 11)));
    out.push_back(static_cast<Sample>(saturated(second >> 11)));
  }
}

}  // namespace hookswitch::codec
