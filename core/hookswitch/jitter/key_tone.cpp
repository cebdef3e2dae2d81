#include "hookswitch/jitter/key_tone.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace hookswitch::jitter {
namespace {

constexpr std::size_t kMaxSamples = 160;  // 20 ms at 8 kHz
constexpr std::size_t kMinSamples = 80;
constexpr double kLeftOver = 0.02;  // of the energy
constexpr double kMinEnergy = 100.0 * 100.0;

/// cos(2 pi f / 8000), from the upper to the lower end of each group.
constexpr double kLowFrom = 0.7290;   // 960 Hz
constexpr double kLowTo = 0.8607;     // 680 Hz
constexpr double kHighFrom = 0.2639;  // 1660 Hz
constexpr double kHighTo = 0.5948;    // 1190 Hz

bool is_key_tone(const double* x, std::size_t count) {
  // Least squares for p and q, of 2 x 2 equations.
  double uu = 0, uv = 0, vv = 0, uy = 0, vy = 0, yy = 0, energy = 0;
  for (std::size_t n = 4; n < count; ++n) {
    const double y = x[n] + x[n - 4];
    const double u = x[n - 1] + x[n - 3];
    const double v = -x[n - 2];
    uu += u * u;
    uv += u * v;
    vv += v * v;
    uy += u * y;
    vy += v * y;
    yy += y * y;
    energy += x[n] * x[n];
  }
  const double determinant = uu * vv - uv * uv;
  if (energy < kMinEnergy * static_cast<double>(count) || determinant <= 0) return false;
  const double p = (uy * vv - vy * uv) / determinant;
  const double q = (vy * uu - uy * uv) / determinant;
  if (yy - p * uy - q * vy > kLeftOver * energy) return false;
  // p = 2 (c1 + c2), q = 2 + 4 c1 c2 for the cosines of the two frequencies.
  const double half_sum = p / 4;
  const double square = half_sum * half_sum - (q - 2) / 4;
  if (square <= 0) return false;
  const double spread = std::sqrt(square);
  const double low = half_sum + spread;
  const double high = half_sum - spread;
  return low >= kLowFrom && low <= kLowTo && high >= kHighFrom && high <= kHighTo;
}

}  // namespace

bool has_key_tone(PcmView audio, int rate_hz) {
  if (rate_hz % 8'000 != 0) return false;
  const auto factor = static_cast<std::size_t>(rate_hz / 8'000);
  std::array<double, 2 * kMaxSamples> slow{};
  const std::size_t count = std::min(audio.size() / factor, slow.size());
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < factor; ++k) slow[i] += audio[i * factor + k];
  if (factor > 1)
    for (auto& value : slow) value /= static_cast<double>(factor);
  if (count < 2 * kMinSamples) return is_key_tone(slow.data(), count);
  return is_key_tone(slow.data(), count / 2) ||
         is_key_tone(slow.data() + (count - count / 2), count / 2);
}

}  // namespace hookswitch::jitter
