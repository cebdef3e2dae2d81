#include "hookswitch/jitter/pitch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace hookswitch::jitter {
namespace {

constexpr std::size_t kCoarseHz = 4'000;
constexpr std::size_t kCoarseLongest = 60;  // 15 ms
constexpr std::size_t kCoarseShortest = 10;

/// Likeness of the first `window` samples to those `lag` later, in Q14; negative: not alike.
std::int32_t likeness_at(const Sample* audio, std::size_t lag, std::size_t window,
                         std::size_t step) {
  std::int64_t cross = 0;
  std::int64_t energy = 0;
  std::int64_t energy_later = 0;
  for (std::size_t i = 0; i < window; i += step) {
    const std::int64_t a = audio[i];
    const std::int64_t b = audio[i + lag];
    cross += a * b;
    energy += a * a;
    energy_later += b * b;
  }
  if (cross <= 0) return 0;
  const double scale =
      std::sqrt(static_cast<double>(energy)) * std::sqrt(static_cast<double>(energy_later));
  return static_cast<std::int32_t>(static_cast<double>(cross) / scale * 16'384.0);
}

}  // namespace

Pitch find_pitch(PcmView audio, int rate_hz) {
  const auto longest = std::min(longest_period(rate_hz), audio.size() / 2);
  const auto shortest = shortest_period(rate_hz);
  const std::size_t factor =
      std::max<std::size_t>(1, static_cast<std::size_t>(rate_hz) / kCoarseHz);

  const std::size_t coarse_longest = std::min(kCoarseLongest, longest / factor);
  if (longest < shortest || coarse_longest < kCoarseShortest) return Pitch{longest, 0};

  std::array<Sample, 2 * kCoarseLongest> coarse{};
  for (std::size_t i = 0; i < 2 * coarse_longest; ++i) {
    std::int64_t sum = 0;
    const std::size_t begin = std::min(i * factor, audio.size());
    const std::size_t end = std::min(begin + factor, audio.size());
    for (std::size_t j = begin; j < end; ++j) sum += audio[j];
    coarse[i] = static_cast<Sample>(sum / static_cast<std::int64_t>(factor));
  }
  Pitch best;
  std::size_t near = kCoarseShortest;
  for (std::size_t lag = kCoarseShortest; lag <= coarse_longest; ++lag) {
    const auto likeness = likeness_at(coarse.data(), lag, coarse_longest, 1);
    if (likeness > best.likeness) {
      best.likeness = likeness;
      near = lag;
    }
  }
  if (best.likeness == 0) return Pitch{longest, 0};

  best.likeness = -1;
  const std::size_t from = std::max(shortest, (near - 1) * factor);
  const std::size_t to = std::min(longest, (near + 1) * factor);
  const std::size_t step = std::max<std::size_t>(1, factor / 2);
  for (std::size_t lag = from; lag <= to; ++lag) {
    const auto likeness = likeness_at(audio.data(), lag, longest, step);
    if (likeness > best.likeness) best = Pitch{lag, likeness};
  }
  if (best.likeness < 0) return Pitch{longest, 0};
  return best;
}

}  // namespace hookswitch::jitter
