#include "hookswitch/jitter/conceal.hpp"

#include <algorithm>
#include <cmath>

#include "hookswitch/jitter/crossfade.hpp"
#include "hookswitch/jitter/pitch.hpp"

namespace hookswitch::jitter {
namespace {

constexpr std::int64_t kNoFloor = 1 << 30;
constexpr std::int64_t kLoudestNoise = 40;  // -58 dBFS
constexpr std::int64_t kQuiet = 40 * 40;    // what is louder was no silence
constexpr std::int32_t kVoiced = 16'384 * 6 / 10;
constexpr std::int64_t kLength = 80;  // ms until it has faded
// A codec knows the sound and fades it itself: ms at full loudness, and until it has faded.
constexpr std::int64_t kCodedHold = 60;
constexpr std::int64_t kCodedLength = 200;

std::int64_t mean_square(PcmView audio) {
  std::int64_t sum = 0;
  for (const std::int64_t sample : audio) sum += sample * sample;
  return audio.empty() ? 0 : sum / static_cast<std::int64_t>(audio.size());
}

}  // namespace

Concealer::Concealer(int rate_hz)
    : rate_hz_(rate_hz),
      past_(2 * longest_period(rate_hz)),
      cycle_(longest_period(rate_hz)),
      scratch_(2 * longest_period(rate_hz)),
      floor_energy_(kNoFloor) {}

void Concealer::reset() {
  std::fill(past_.begin(), past_.end(), Sample{0});
  floor_energy_ = kNoFloor;
  length_ = position_ = noise_ = 0;
  source_ = nullptr;
}

void Concealer::remember(PcmView played) {
  if (played.empty()) return;
  const std::size_t kept = std::min(played.size(), past_.size());
  std::copy(past_.begin() + static_cast<std::ptrdiff_t>(kept), past_.end(), past_.begin());
  std::copy(played.end() - static_cast<std::ptrdiff_t>(kept), played.end(),
            past_.end() - static_cast<std::ptrdiff_t>(kept));
  // The background: down at once, up by 3 dB in some five seconds of speech.
  const std::int64_t energy = mean_square(played);
  floor_energy_ = std::min(floor_energy_, energy);
  floor_energy_ += std::min<std::int64_t>(floor_energy_ / 512 + 1, energy - floor_energy_);
}

void Concealer::make_cycle(std::size_t period) {
  period_ = period;
  const std::size_t end = past_.size();
  std::copy_n(past_.begin() + static_cast<std::ptrdiff_t>(end - period_), period_, cycle_.begin());
  // The last quarter of the cycle leads over to its beginning.
  const std::size_t blend = std::max<std::size_t>(1, period_ / 4);
  const PcmView tail(past_.data() + (end - blend), blend);
  const PcmView before(past_.data() + (end - period_ - blend), blend);
  crossfade(tail, before, std::span<Sample>(cycle_.data() + (period_ - blend), blend));
  offset_ = past_.back() - past_[end - period_ - 1];
}

void Concealer::start(ConcealmentSource* source) {
  source_ = source;
  if (source_ != nullptr) {
    source_->start();
    hold_ = rate_hz_ * kCodedHold / 1'000;
    length_ = rate_hz_ * kCodedLength / 1'000;
  } else {
    // Looked at backwards, the end of the past is a beginning.
    std::reverse_copy(past_.begin(), past_.end(), scratch_.begin());
    const Pitch pitch = find_pitch(scratch_, rate_hz_);
    make_cycle(pitch.likeness >= kVoiced ? pitch.period : longest_period(rate_hz_));
    hold_ = 0;
    length_ = rate_hz_ * kLength / 1'000;
  }
  noise_end_ = rate_hz_ / 2;
  // A uniform amplitude of 1.75 rms has about that power.
  const std::int64_t floor = floor_energy_ == kNoFloor ? 0 : floor_energy_;
  noise_ = std::min<std::int64_t>(
      kLoudestNoise, static_cast<std::int64_t>(std::sqrt(static_cast<double>(floor)) * 1.75));
  position_ = 0;
  if (mean_square(past_) <= std::clamp<std::int64_t>(2 * floor, 16, kQuiet)) length_ = 0;
}

Sample Concealer::next(Sample coded) {
  const std::int64_t at = position_++;
  std::int64_t value = 0;
  if (at < length_) {
    if (source_ != nullptr) {
      value = coded;
    } else {
      value = cycle_[static_cast<std::size_t>(at) % period_];
      const std::int64_t bridge = rate_hz_ / 500;
      if (at < bridge) value += offset_ * (bridge - at) / bridge;
    }
    if (at >= hold_) value = value * (length_ - at) / (length_ - hold_);
  }
  if (noise_ > 0 && at < noise_end_) {
    const std::int64_t loudness =
        noise_ * std::min(at, length_) / std::max<std::int64_t>(1, length_);
    const auto span = static_cast<std::uint64_t>(2 * loudness + 1);
    const std::int64_t noise = static_cast<std::int64_t>(rng_.below(span)) - loudness;
    value += noise * (noise_end_ - at) / noise_end_;
  }
  return static_cast<Sample>(std::clamp<std::int64_t>(value, -32'768, 32'767));
}

void Concealer::fill(std::span<Sample> out) {
  if (silent() && (noise_ == 0 || position_ >= noise_end_)) {
    std::fill(out.begin(), out.end(), Sample{0});
    position_ += static_cast<std::int64_t>(out.size());
    return;
  }
  if (source_ != nullptr && !silent()) {
    const auto sounding = static_cast<std::size_t>(length_ - position_);
    source_->fill(out.first(std::min(out.size(), sounding)));
  }
  for (auto& sample : out) sample = next(sample);
}

}  // namespace hookswitch::jitter
