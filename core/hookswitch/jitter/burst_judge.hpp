#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// Distinguishes a pause from an outage where the sender runs ahead of real time while it sends, as
/// agents do that send sentence by sentence. What such a sender says after a pause comes at its own
/// pace; what the network held back comes at once.
///
/// shape   one observation per packet -> whether a burst begins after one that was running ahead,
///         and whether the gap between the two was the network's
/// units   lateness as in ArrivalHistory; Micros of audio
/// range   a burst ends where the sender falls kGap behind real time. It was running ahead when it
///         had overtaken its schedule by kAhead and came at 1.5 times real time to the last, or by
///         kFarAhead at 1.2 times. A sender whose bursts are all at once has no pace: its gaps are
///         pauses. So is a gap after which it goes on at its pace: a sender that stopped
///         in mid-sentence looks like one that had finished
/// time    held back is what comes within kMaxWait of the gap's end
/// errors  none
/// cost    O(1)
/// source  ours: over TCP nothing is lost, so whatever was held back must follow at once
class BurstJudge {
 public:
  static constexpr Micros kGap{60'000};
  static constexpr Micros kLongGap{700'000};  ///< two seconds of audio three times as fast
  static constexpr Micros kAhead{120'000};
  static constexpr Micros kFarAhead{250'000};  ///< more than links bunch up
  static constexpr Micros kRecent{250'000};
  static constexpr Micros kAtOnce{20'000};  ///< what comes within it is one piece
  static constexpr Micros kMaxWait{200'000};
  static constexpr Micros kHitch{40'000};

  enum class Finding : std::uint8_t {
    nothing,
    resumed,    ///< after a gap; whose it was is not known yet
    held_back,  ///< it was the network's
  };
  Finding observe(Instant arrival, Micros lateness, Micros length);

  /// Whether a gap may still prove to be the network's.
  bool waiting() const { return waiting_; }
  void stop_waiting() { waiting_ = false; }
  /// The next packet has none before it, and the sender may be another.
  void reset() { *this = BurstJudge{}; }

 private:
  struct Mark {
    Instant at;
    Micros media{0};  ///< that came before
  };
  struct Burst {
    Instant begin;
    Micros media{0};      ///< all that came
    Instant window;       ///< begin of the last piece
    Micros in_window{0};  ///< so far, of that piece
    Micros peak{0};       ///< of the largest piece
    Mark newer;
    Mark older;  ///< kRecent ago or more, where there is that much
  };
  void begin(Instant arrival);
  void add(Instant arrival, Micros length);
  bool was_running_ahead() const;
  void learn_pace();
  bool too_fast(Instant arrival) const;

  std::optional<Burst> burst_;
  Instant last_arrival_{};
  Micros ahead_{0};  ///< of the schedule, once all that has come is played
  bool waiting_ = false;
  bool held_back_ = false;  ///< this burst began with what was held back
  // What the sender was seen to do.
  Micros peak_{0};
  std::int64_t pace_permille_ = 0;  ///< of real time; 0: not known
};

}  // namespace hookswitch::jitter
