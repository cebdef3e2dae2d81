#include "hookswitch/jitter/arrival_history.hpp"

#include <algorithm>

namespace hookswitch::jitter {

Micros ArrivalHistory::observe(Instant arrival, Micros media_time) {
  const Instant origin = arrival - media_time;
  if (!schedule_) {
    schedule_ = origin;
    buckets_.fill(Bucket{});
    current_ = 0;
    bucket_end_ = arrival + kBucket;
    fastest_before_.reset();
    opening_ = true;
  }
  for (std::size_t i = 0; i <= kBuckets && arrival >= bucket_end_; ++i) next_bucket();
  if (arrival >= bucket_end_) bucket_end_ = arrival + kBucket;  // a very long silence
  Bucket& bucket = buckets_[current_];
  if (!bucket.fastest || origin < *bucket.fastest) bucket.fastest = origin;
  if (!bucket.slowest || origin > *bucket.slowest) bucket.slowest = origin;
  return origin - *schedule_;
}

void ArrivalHistory::next_bucket() {
  if (opening_)
    buckets_[current_].slowest.reset();
  else
    follow();
  opening_ = false;
  current_ = (current_ + 1) % kBuckets;
  buckets_[current_] = Bucket{};
  bucket_end_ += kBucket;
}

void ArrivalHistory::follow() {
  std::optional<Instant> fastest;
  // Whether the sender is ahead shows within two seconds; one stall does not end a lead.
  int on_time = 0;
  int ahead = 0;
  bool whole_window = true;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    const Bucket& bucket = buckets_[i];
    if (!bucket.fastest) {
      whole_window = false;
      continue;
    }
    if (!fastest || *bucket.fastest < *fastest) fastest = bucket.fastest;
    const std::size_t age = (current_ + kBuckets - i) % kBuckets;
    if (age < kRecent && bucket.slowest) ++(*bucket.slowest > *schedule_ - kLead ? on_time : ahead);
  }
  if (!fastest || on_time + ahead == 0) return;
  if (*fastest > *schedule_) {
    if (whole_window) schedule_ = fastest;
  } else if (sender_is_fast()) {
    schedule_ = std::max(*fastest, *schedule_ - kCatchUp);
  } else if (on_time > ahead) {
    schedule_ = std::max(*fastest, *schedule_ - kStep);
  } else if (fastest_before_ && *fastest < *fastest_before_ &&
             *fastest_before_ - *fastest <= kDrift) {
    *schedule_ -= *fastest_before_ - *fastest;
  }
  fastest_before_ = fastest;
}

bool ArrivalHistory::sender_is_fast() const {
  constexpr std::size_t kThirds = 3;
  std::array<std::optional<Instant>, kThirds> fastest{};  // the newest third first
  for (std::size_t age = 0; age < kBuckets; ++age) {
    const Bucket& bucket = buckets_[(current_ + kBuckets - age) % kBuckets];
    auto& third = fastest[age * kThirds / kBuckets];
    if (bucket.fastest && (!third || *bucket.fastest < *third)) third = bucket.fastest;
  }
  if (!fastest[0] || !fastest[1] || !fastest[2]) return false;
  const Micros now = *fastest[1] - *fastest[0];
  const Micros before = *fastest[2] - *fastest[1];
  const auto [less, more] = std::minmax(now, before);
  return less >= kMinFast && more <= kMaxFast && more <= 2 * less;
}

Micros ArrivalHistory::all_late() const {
  std::optional<Instant> fastest;
  for (std::size_t age = 0; age < kRecent; ++age) {
    const Bucket& bucket = buckets_[(current_ + kBuckets - age) % kBuckets];
    if (bucket.fastest && (!fastest || *bucket.fastest < *fastest)) fastest = bucket.fastest;
  }
  return fastest ? std::max(*fastest - *schedule_, Micros{0}) : Micros{0};
}

Micros ArrivalHistory::lead() const {
  Micros lead{0};
  for (const Bucket& bucket : buckets_)
    if (bucket.fastest) lead = std::max(lead, *schedule_ - *bucket.fastest);
  return lead;
}

void ArrivalHistory::postpone(Micros by) {
  if (!schedule_) return;
  *schedule_ += by;
  // What the window holds belongs to the old schedule.
  buckets_.fill(Bucket{});
  fastest_before_.reset();
}

}  // namespace hookswitch::jitter
