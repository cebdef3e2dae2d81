#include "hookswitch/bridge/uplink.hpp"

#include <algorithm>

namespace hookswitch::bridge {

PcmView Uplink::convert(PcmView samples, int rate_hz) {
  if (rate_hz == agent_rate_hz_) return samples;
  if (!resampler_ || resampler_->from_hz() != rate_hz) resampler_.emplace(rate_hz, agent_rate_hz_);
  converted_.clear();
  resampler_->process(samples, converted_);
  return converted_;
}

void Uplink::hold(PcmView converted) {
  const auto most = static_cast<std::size_t>(samples_in(kMaxHeld, agent_rate_hz_));
  const PcmView newest = converted.last(std::min(most, converted.size()));
  dropped_ += static_cast<std::int64_t>(converted.size() - newest.size());
  const std::size_t sum = held_.size() + newest.size();
  taken_.clear();
  if (sum > most) held_.take(sum - most, taken_);
  dropped_ += static_cast<std::int64_t>(taken_.size() + held_.push(newest));
}

PcmView Uplink::take_held(Micros at_most) {
  const auto most = static_cast<std::size_t>(samples_in(at_most, agent_rate_hz_));
  taken_ = Pcm();
  held_.take(std::min(most, held_.size()), taken_);
  return taken_;
}

PcmView Uplink::silence(Micros audio) {
  const auto size = static_cast<std::size_t>(samples_in(audio, agent_rate_hz_));
  if (silence_.size() < size) silence_.resize(size);
  return PcmView(silence_).first(size);
}

}  // namespace hookswitch::bridge
