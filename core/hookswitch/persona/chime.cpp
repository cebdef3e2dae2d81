#include "hookswitch/persona/chime.hpp"

#include <algorithm>
#include <cstdint>

namespace hookswitch::persona {
namespace {

constexpr int kTones[] = {880, 660};  // Hz
constexpr std::int64_t kToneMs = 300;
constexpr std::int64_t kAttackMs = 10;

// A parabola for each half of the wave: within 6 % of a sine, its overtones below -28 dB.
std::int64_t wave(std::uint32_t phase) {
  const std::int64_t x = (phase & 0x7FFF'FFFF) >> 15;
  const std::int64_t y = x * (65'536 - x) >> 17;
  return phase >> 31 == 0 ? y : -y;
}

}  // namespace

Pcm chime(int rate_hz) {
  Pcm out;
  const std::int64_t length = kToneMs * rate_hz / 1'000;
  const std::int64_t attack = kAttackMs * rate_hz / 1'000;
  for (const int tone : kTones) {
    const auto step =
        static_cast<std::uint32_t>((std::uint64_t{1} << 32) * static_cast<std::uint64_t>(tone) /
                                   static_cast<std::uint64_t>(rate_hz));
    std::uint32_t phase = 0;
    for (std::int64_t i = 0; i < length; ++i, phase += step) {
      const std::int64_t left = length - i;
      const std::int64_t fade = wave(phase) * left / length * left / length;
      out.push_back(static_cast<Sample>(fade * std::min(i, attack) / attack));
    }
  }
  return out;
}

}  // namespace hookswitch::persona
