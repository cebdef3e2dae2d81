#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// The audio that waits to be played, in order, with its time of arrival.
///
/// shape   samples in at the back; copied from anywhere; dropped at the front
/// units   samples
/// range   at most `capacity` samples wait; what does not fit is refused
/// time    arrival times are remembered per packet; when very many tiny packets wait, neighbours
///         share one
/// errors  push says how many samples it took
/// cost    a ring that doubles until it fits; no allocation in the steady state
/// source  none
class PacketQueue {
 public:
  explicit PacketQueue(std::size_t capacity) : capacity_(capacity) {}

  std::size_t push(PcmView audio, Instant arrival);

  std::size_t size() const { return size_; }
  /// Of how many packets; an estimate when very many tiny ones wait.
  std::size_t packets() const { return arrival_count_; }
  /// Copies as much of `out` as there is, from `offset` samples after the front.
  std::size_t copy(std::size_t offset, std::span<Sample> out) const;
  /// Drops `count` samples (at most all). Returns the sum of their stays until `now`.
  Micros drop(std::size_t count, Instant now);

 private:
  struct Arrival {
    std::size_t samples;
    Instant at;
  };
  static constexpr std::size_t kArrivals = 4'096;

  void grow(std::size_t need);

  std::size_t capacity_;
  std::vector<Sample> ring_;
  std::size_t front_ = 0;
  std::size_t size_ = 0;
  std::vector<Arrival> arrivals_;  ///< a ring too
  std::size_t first_arrival_ = 0;
  std::size_t arrival_count_ = 0;
};

}  // namespace hookswitch::jitter
