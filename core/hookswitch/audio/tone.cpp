#include "hookswitch/audio/tone.hpp"

#include <array>

#include "hookswitch/base/check.hpp"

namespace hookswitch {
namespace {

constexpr int kTableBits = 10;
constexpr int kFractionBits = 32 - kTableBits;
constexpr int kTableSize = 1 << kTableBits;
constexpr double kUnit = 1 << 30;

// Taylor's series up to x^15, for x within a quarter turn: exact to 1e-11, by plain arithmetic, so
// that every compiler makes the same table.
constexpr double sine(double x) {
  double term = x;
  double sum = x;
  for (int n = 2; n <= 14; n += 2) {
    term *= -x * x / (n * (n + 1));
    sum += term;
  }
  return sum;
}

constexpr std::array<std::int32_t, kTableSize + 1> make_table() {
  constexpr double kHalfTurn = 3.14159265358979323846;
  std::array<std::int32_t, kTableSize + 1> table{};
  for (int i = 0; i <= kTableSize / 4; ++i) {
    const double exact = kUnit * sine(2 * kHalfTurn * i / kTableSize);
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): never negative, and lround is not constexpr
    const auto value = static_cast<std::int32_t>(exact + 0.5);
    table[static_cast<std::size_t>(i)] = value;
    table[static_cast<std::size_t>(kTableSize / 2 - i)] = value;
    table[static_cast<std::size_t>(kTableSize / 2 + i)] = -value;
    table[static_cast<std::size_t>(kTableSize - i)] = -value;
  }
  return table;
}

constexpr auto kSine = make_table();

}  // namespace

Tone::Tone(int rate_hz, int frequency_hz, int peak) : peak_(peak) {
  HS_CHECK(rate_hz > 0 && frequency_hz >= 0 && frequency_hz <= rate_hz / 2);
  HS_CHECK(peak >= 0 && peak <= 32'767);
  const auto rate = static_cast<std::uint64_t>(rate_hz);
  const std::uint64_t turns = static_cast<std::uint64_t>(frequency_hz) << 32;
  step_ = static_cast<std::uint32_t>((turns + rate / 2) / rate);
}

void Tone::generate(std::size_t count, Pcm& out) {
  out.reserve(out.size() + count);
  for (; count > 0; --count) {
    const std::size_t index = phase_ >> kFractionBits;
    const std::int64_t fraction = phase_ & ((1u << kFractionBits) - 1);
    const std::int64_t slope = kSine[index + 1] - kSine[index];
    const std::int64_t value = kSine[index] + ((slope * fraction) >> kFractionBits);
    out.push_back(static_cast<Sample>((value * peak_ + (1 << 29)) >> 30));
    phase_ += step_;
  }
}

}  // namespace hookswitch
