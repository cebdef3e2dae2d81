#include "hookswitch/phone/mouthpiece.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch::phone {
namespace {

constexpr std::size_t kBlock = 4'096;  ///< bounds the scratch space, whatever is pushed

Sample to_sample(float value) {
  const float scaled = value * 32'768.0F;
  if (!(scaled == scaled)) return 0;  // NaN
  if (scaled >= 32'767.0F) return 32'767;
  if (scaled <= -32'768.0F) return -32'768;
  return static_cast<Sample>(scaled + (scaled < 0 ? -0.5F : 0.5F));
}

}  // namespace

Mouthpiece::Mouthpiece(int device_rate_hz, int wire_rate_hz)
    : resampler_(device_rate_hz, wire_rate_hz),
      fifo_(static_cast<std::size_t>(samples_in(kMaxWaiting, wire_rate_hz))),
      reserve_(static_cast<std::size_t>(samples_in(kReserve, wire_rate_hz))),
      meter_(wire_rate_hz) {}

std::size_t Mouthpiece::push(std::span<const float> audio) {
  std::size_t dropped = 0;
  pushed_ = pushed_ || !audio.empty();
  pushed_samples_ += static_cast<std::int64_t>(audio.size());
  while (!audio.empty()) {
    const auto block = audio.first(std::min(audio.size(), kBlock));
    audio = audio.subspan(block.size());
    converted_.clear();
    for (const float value : block) converted_.push_back(to_sample(value));
    resampled_.clear();
    resampler_.process(converted_, resampled_);
    dropped += fifo_.push(resampled_);
  }
  return dropped;
}

void Mouthpiece::pause(Micros silence) {
  pause_left_ += static_cast<std::size_t>(samples_in(silence, resampler_.to_hz()));
}

std::size_t Mouthpiece::take(std::span<Sample> frame) {
  const std::size_t paused = std::min(pause_left_, frame.size());
  pause_left_ -= paused;
  const auto rest = frame.subspan(paused);
  // Half a frame of a source that goes on would be a hole in the middle of a word: it waits for its
  // other half. What is left of a source that has ended goes out as it is.
  const bool source_runs = std::exchange(pushed_, false);
  const bool waits = source_runs && fifo_.size() < rest.size() + (flowing_ ? 0 : reserve_);
  const std::size_t real = waits ? 0 : fifo_.pop(rest);
  flowing_ = real == rest.size();
  taken_samples_ += static_cast<std::int64_t>(real);
  std::fill_n(frame.begin(), paused, Sample{0});
  std::fill(rest.begin() + real, rest.end(), Sample{0});
  meter_.add(frame);
  return real;
}

std::size_t Mouthpiece::waiting_at_device_rate() const {
  return static_cast<std::size_t>(static_cast<std::int64_t>(waiting()) * resampler_.from_hz() /
                                  resampler_.to_hz());
}

}  // namespace hookswitch::phone
