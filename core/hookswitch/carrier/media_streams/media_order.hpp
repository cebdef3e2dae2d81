#pragma once

#include <cstdint>
#include <vector>

#include "hookswitch/carrier/carrier_dialect.hpp"

namespace hookswitch::carrier {

/// Puts media messages back into the order in which their carrier counted them.
///
/// shape   take() for every media message that has a count, flush() when none will follow. Both add
///         to a reading what is due
/// range   a message that is missing is waited for while `window` others come. All that waited then
///         comes out, in order; one that comes later still comes out at once, with its own count. A
///         count further away than the window is where the stream goes on: nothing waits for it.
///         Messages above kMaxWaitingSamples never wait
/// time    none: the wait is counted in messages
/// errors  a gap that was given up is one anomaly, out_of_sequence, and nothing is lost
/// cost    O(window); no allocation once the buffers have grown
/// source  none
class MediaOrder {
 public:
  static constexpr std::size_t kMaxWaitingSamples = 4'800;

  explicit MediaOrder(int window) : waiting_(static_cast<std::size_t>(window)) {}

  /// `samples` must live as long as the reading's views.
  void take(std::int64_t count, PcmView samples, int rate_hz, CarrierReading& out);
  void flush(CarrierReading& out);

 private:
  struct Waiting {
    std::int64_t count = 0;
    int rate_hz = 0;
    bool is_due = false;  ///< has been received and has not come out
    Pcm samples;
  };

  Waiting& slot_of(std::int64_t count) {
    return waiting_[static_cast<std::size_t>(count) % waiting_.size()];
  }
  void release(Waiting& slot, CarrierReading& out);
  void release_consecutive(CarrierReading& out);

  std::vector<Waiting> waiting_;  ///< of the counts next_ + 1 to next_ + window
  std::int64_t next_ = 1;
  std::size_t held_ = 0;    ///< messages that wait
  std::size_t waited_ = 0;  ///< messages since the first of them
};

}  // namespace hookswitch::carrier
