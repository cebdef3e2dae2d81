#include "hookswitch/audio/level_meter.hpp"

#include <algorithm>
#include <cmath>

#include "hookswitch/base/check.hpp"

namespace hookswitch {
namespace {

// The one logarithm in this room: nothing is decided by what a display shows.
double dbfs(double mean_square) {
  constexpr double kFullScale = 32'768.0 * 32'768.0;
  if (mean_square <= 0) return LevelMeter::kSilence;
  return std::max(10 * std::log10(mean_square / kFullScale), LevelMeter::kSilence);
}

}  // namespace

LevelMeter::LevelMeter(int rate_hz) : block_size_(rate_hz / 100) {
  HS_CHECK(rate_hz >= 8'000 && rate_hz <= 48'000);
}

void LevelMeter::add(PcmView audio) {
  for (const Sample sample : audio) {
    const std::int32_t value = sample;
    filling_.squares += value * value;
    filling_.peak = std::max(filling_.peak, value < 0 ? -value : value);
    if (++fill_ < block_size_) continue;
    recent_[next_] = filling_;
    next_ = (next_ + 1) % recent_.size();
    filling_ = {};
    fill_ = 0;
  }
}

double LevelMeter::peak_dbfs() const {
  std::int32_t peak = 0;
  for (const Block& block : recent_) peak = std::max(peak, block.peak);
  return dbfs(static_cast<double>(peak) * peak);
}

double LevelMeter::rms_dbfs() const {
  std::int64_t squares = 0;
  for (const Block& block : recent_) squares += block.squares;
  return dbfs(static_cast<double>(squares) / static_cast<double>(block_size_ * kBlocks));
}

}  // namespace hookswitch
