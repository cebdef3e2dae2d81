#include "hookswitch/jitter/delay_estimator.hpp"

#include <algorithm>

namespace hookswitch::jitter {
namespace {
constexpr std::int64_t kOne = 1 << 20;
}

DelayEstimator::DelayEstimator(const Config& config)
    : config_(config), target_(std::clamp(config.initial, config.floor, config.ceiling)) {
  // What we expect before the first second is heard, soon outweighed.
  const auto bin = std::min<std::size_t>(
      kBins - 1,
      static_cast<std::size_t>(std::max(target_ - config.floor, Micros{0}) / config.bin));
  weights_[bin] = kOne;
  total_ = kOne;
}

void DelayEstimator::observe(Micros lateness, Micros elapsed) {
  rise(lateness);
  worst_ = std::max(worst_, lateness);
  in_interval_ += std::clamp(elapsed, Micros{0}, config_.interval);
  if (in_interval_ < config_.interval) return;
  in_interval_ -= config_.interval;
  close_interval();
  worst_ = Micros{0};
}

void DelayEstimator::rise(Micros lateness) {
  const Micros wanted =
      std::clamp(lateness, Micros{0}, config_.ceiling) * config_.reach_permille / 1'000;
  recent_ = std::max(recent_, wanted);
  target_ = std::clamp(std::max(target_, recent_), config_.floor, config_.ceiling);
}

void DelayEstimator::close_interval() {
  total_ = 0;
  for (auto& weight : weights_) {
    weight = weight * config_.forget_permille / 1'000;
    total_ += weight;
  }
  const auto bin = std::min<std::size_t>(kBins - 1, static_cast<std::size_t>(worst_ / config_.bin));
  weights_[bin] += kOne;
  total_ += kOne;

  recent_ = recent_ * config_.subside_permille / 1'000;
  usual_ = quantile(config_.usual_permille);
  const Micros common = quantile(config_.common_permille) + config_.bin;
  const Micros rare = quantile(config_.rare_permille);
  const Micros reach =
      rare > Micros{0} ? rare * config_.reach_permille / 1'000 + config_.bin : Micros{0};
  target_ = std::clamp(std::max({common, reach, recent_}), config_.floor, config_.ceiling);
}

Micros DelayEstimator::quantile(std::int32_t permille) const {
  const std::int64_t wanted = total_ * permille / 1'000;
  std::int64_t sum = 0;
  std::size_t i = 0;
  while (i + 1 < kBins && (sum += weights_[i]) < wanted) ++i;
  return i == 0 ? Micros{0} : config_.bin * static_cast<std::int64_t>(i + 1);
}

}  // namespace hookswitch::jitter
