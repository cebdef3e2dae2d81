#include "hookswitch/bridge/uplink.hpp"

#include <utility>

namespace hookswitch::bridge {

PcmView Uplink::convert(PcmView samples, int rate_hz) {
  if (rate_hz == agent_rate_hz_) return samples;
  if (!resampler_ || resampler_->from_hz() != rate_hz) resampler_.emplace(rate_hz, agent_rate_hz_);
  converted_.clear();
  resampler_->process(samples, converted_);
  return converted_;
}

void Uplink::hold(PcmView converted) {
  held_.insert(held_.end(), converted.begin(), converted.end());
  const auto most = static_cast<std::size_t>(samples_in(kMostHeld, agent_rate_hz_));
  if (held_.size() <= most) return;
  const std::size_t excess = held_.size() - most;
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(excess));
  dropped_ += static_cast<std::int64_t>(excess);
}

Pcm Uplink::take_held() { return std::exchange(held_, {}); }

PcmView Uplink::silence(Micros audio) {
  const auto size = static_cast<std::size_t>(samples_in(audio, agent_rate_hz_));
  if (silence_.size() < size) silence_.resize(size);
  return PcmView(silence_).first(size);
}

}  // namespace hookswitch::bridge
