#include "hookswitch/audio/speech_gate.hpp"

#include <algorithm>

#include "hookswitch/base/check.hpp"

namespace hookswitch {
namespace {

constexpr int kBlocksPerSecond = 100;
constexpr int kBlockMs = 1'000 / kBlocksPerSecond;

// Ratios of energy. To begin, speech must stand 9 dB above the noise; once begun it goes on down to
// 6 dB less of both conditions, so that the soft end of a word still belongs to it.
constexpr std::int64_t kAboveNoiseToBegin = 8;
constexpr std::int64_t kAboveNoiseToGoOn = 4;
constexpr std::int64_t kHysteresis = 4;

// The noise floor follows quiet at once, rises towards unexplained sound within a second, and
// creeps up by 1.7 dB per second below anything loud: steady noise becomes the floor, a sentence
// does not.
constexpr std::int64_t kFallDivisor = 4;
constexpr std::int64_t kRiseDivisor = 64;
constexpr std::int64_t kCreepDivisor = 256;

// The mean square of a signal at `dbfs`, where a full-scale square wave has 0 dB: 2^30 *
// 10^(dbfs/10), in integers.
std::int64_t mean_square(int dbfs) {
  constexpr std::int64_t kMinusOneDb = 3'411'613'799;  // 10^-0.1 * 2^32
  std::int64_t energy = std::int64_t{1} << 30;
  for (; dbfs < 0; ++dbfs) energy = (energy * kMinusOneDb) >> 32;
  return std::max<std::int64_t>(energy, 1);
}

std::int64_t blocks_in(Millis span) {
  return std::max<std::int64_t>((span.count() + kBlockMs - 1) / kBlockMs, 1);
}

}  // namespace

SpeechGate::SpeechGate(const Config& config)
    : block_size_(config.rate_hz / kBlocksPerSecond),
      prefix_(samples_in(config.prefix_padding, config.rate_hz)),
      blocks_to_begin_(blocks_in(config.minimum_speech)),
      blocks_to_end_(blocks_in(config.silence_duration)),
      threshold_(mean_square(config.threshold_dbfs)),
      lowest_noise_(std::max<std::int64_t>(threshold_ / kAboveNoiseToBegin, 1)),
      noise_(lowest_noise_) {
  HS_CHECK(config.rate_hz >= 8'000 && config.rate_hz <= 48'000);
  HS_CHECK(config.threshold_dbfs >= -90 && config.threshold_dbfs <= 0);
}

std::optional<SpeechGate::Change> SpeechGate::process(PcmView audio, std::size_t& consumed) {
  consumed = 0;
  while (consumed < audio.size()) {
    const std::int64_t sample = audio[consumed++];
    block_sum_ += sample;
    block_squares_ += sample * sample;
    ++seen_;
    if (++block_fill_ < block_size_) continue;
    const auto change = judge(finish_block());
    if (change) return change;
  }
  return std::nullopt;
}

// The block's mean square about its own mean: a constant offset is not sound.
std::int64_t SpeechGate::finish_block() {
  const std::int64_t squares = block_squares_ - block_sum_ * block_sum_ / block_size_;
  block_fill_ = block_sum_ = block_squares_ = 0;
  return squares / block_size_;
}

std::optional<SpeechGate::Change> SpeechGate::judge(std::int64_t energy) {
  const bool loud = speaking_
                        ? energy > std::max(threshold_ / kHysteresis, noise_ * kAboveNoiseToGoOn)
                        : energy > std::max(threshold_, noise_ * kAboveNoiseToBegin);
  follow_noise(energy, loud);

  if (!speaking_) {
    if (!loud) {
      run_ = 0;
      return std::nullopt;
    }
    if (run_ == 0) first_loud_ = seen_ - block_size_;
    if (++run_ < blocks_to_begin_) return std::nullopt;
    speaking_ = true;
    run_ = 0;
    last_loud_ = seen_;
    return Change{Change::Kind::started, std::max(first_loud_ - prefix_, last_stop_)};
  }

  if (loud) {
    run_ = 0;
    last_loud_ = seen_;
    return std::nullopt;
  }
  if (++run_ < blocks_to_end_) return std::nullopt;
  speaking_ = false;
  run_ = 0;
  last_stop_ = last_loud_;
  return Change{Change::Kind::stopped, last_stop_};
}

void SpeechGate::follow_noise(std::int64_t energy, bool loud) {
  if (energy < noise_)
    noise_ -= (noise_ - energy) / kFallDivisor;
  else if (!loud)
    noise_ += (energy - noise_) / kRiseDivisor;
  else
    noise_ += noise_ / kCreepDivisor + 1;
  noise_ = std::max(noise_, lowest_noise_);
}

}  // namespace hookswitch
