#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::phone {

/// Audio that waits, first in, first out.
///
/// units   samples
/// range   never holds more than its capacity
/// errors  push returns how many samples were dropped
/// cost    amortised O(samples); allocates only while the queue grows
class SampleFifo {
 public:
  explicit SampleFifo(std::size_t capacity) : capacity_(capacity) {}

  std::size_t push(PcmView audio) {
    const std::size_t taken = std::min(audio.size(), capacity_ - size());
    samples_.insert(samples_.end(), audio.begin(), audio.begin() + taken);
    return audio.size() - taken;
  }

  /// Fills the front of `out`; returns how much of it.
  std::size_t pop(std::span<Sample> out) {
    const std::size_t count = std::min(out.size(), size());
    std::copy_n(samples_.begin() + head_, count, out.begin());
    drop(count);
    return count;
  }

  void drop(std::size_t count) {
    head_ += std::min(count, size());
    if (head_ * 2 < samples_.size()) return;
    samples_.erase(samples_.begin(), samples_.begin() + head_);
    head_ = 0;
  }

  PcmView waiting() const { return PcmView(samples_).subspan(head_); }
  std::size_t size() const { return samples_.size() - head_; }

 private:
  std::size_t capacity_;
  Pcm samples_;
  std::size_t head_ = 0;
};

}  // namespace hookswitch::phone
