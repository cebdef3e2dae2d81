#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// How late each packet is, against the schedule that the fastest recent packets keep.
///
/// shape   one observation per packet; `schedule()` ties the stream's media time to our clock:
///         audio of media time m is on time when it arrives at schedule() + m
/// units   Micros; media time counts the samples received so far
/// range   lateness below zero: ahead of the schedule, the sender's lead
/// time    the schedule begins with a talk spurt's first packet. It follows the fastest packets of
///         the last seconds up (clock drift, a slower route) and down (the first packet was late),
///         but not down to a lead: packets that are all well ahead were sent ahead on purpose.
///         A sender that is steadily some percent fast has no purpose: it is followed
/// errors  none
/// cost    O(1) per packet, O(kBuckets) twice a second; no allocation
/// source  the idea of NetEq's relative arrival delay; the treatment of leads is ours
class ArrivalHistory {
 public:
  static constexpr std::size_t kBuckets = 12;
  static constexpr Micros kBucket{500'000};
  static constexpr std::size_t kRecent = 4;  ///< buckets
  static constexpr Micros kStep{10'000};     ///< the schedule falls by at most this per bucket
  static constexpr Micros kLead{30'000};     ///< all packets this far ahead: a lead
  static constexpr Micros kDrift{1'000};     ///< and a lead moves by at most this per bucket

  /// A sender is fast when the fastest packets come earlier by so much, and about as much again,
  /// from one third of the window to the next: 0.5 to 8 percent. A lead is built up at once.
  static constexpr Micros kMinFast{10'000};
  static constexpr Micros kMaxFast{160'000};
  static constexpr Micros kCatchUp{50'000};  ///< then the schedule falls by at most this per bucket

  /// The next packet begins a new schedule.
  void restart() { schedule_.reset(); }
  bool running() const { return schedule_.has_value(); }

  /// How late this packet is. `arrival` must not run backwards.
  Micros observe(Instant arrival, Micros media_time);

  /// How far ahead of the schedule the fastest recent packets are: the sender's habit, which a
  /// stall of less than the window does not hide. Only while running().
  Micros lead() const;

  /// How late even the fastest packets of the last two seconds are; 0 when one was in time. Only
  /// while running().
  Micros all_late() const;

  /// Where the sender's media time 0 lies on our clock; only while running().
  Instant schedule() const { return *schedule_; }
  /// The stream goes on, but `by` later than before: the sender paused.
  void postpone(Micros by);

 private:
  struct Bucket {
    std::optional<Instant> fastest;
    std::optional<Instant> slowest;
  };
  void next_bucket();
  void follow();
  bool sender_is_fast() const;

  std::optional<Instant> schedule_;
  std::array<Bucket, kBuckets> buckets_{};
  std::size_t current_ = 0;
  Instant bucket_end_{};
  bool opening_ = false;  ///< the first bucket: a lead is still being built up
  std::optional<Instant> fastest_before_;
};

}  // namespace hookswitch::jitter
