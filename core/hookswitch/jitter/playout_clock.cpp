#include "hookswitch/jitter/playout_clock.hpp"

#include <algorithm>

namespace hookswitch::jitter {

Instant PlayoutClock::at(Instant now) {
  const Micros media = duration_of(pulled_, rate_hz_);
  for (std::size_t i = 0; bucket_end_ && i < kBuckets && now >= *bucket_end_; ++i) {
    current_ = (current_ + 1) % kBuckets;
    earliest_[current_].reset();
    *bucket_end_ += kBucket;
  }
  if (!bucket_end_ || now >= *bucket_end_) bucket_end_ = now + kBucket;

  auto& earliest = earliest_[current_];
  if (!earliest || now - media < *earliest) earliest = now - media;
  Instant base = *earliest;
  for (const auto& other : earliest_)
    if (other) base = std::min(base, *other);
  return base + media;
}

}  // namespace hookswitch::jitter
