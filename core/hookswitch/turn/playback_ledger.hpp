#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/time.hpp"

namespace hookswitch::turn {

/// Knows to the millisecond what the caller has heard of each thing the agent said.
///
/// shape   received / sent / cleared go in, per item; heard comes out
/// units   Micros of audio
/// range   heard(item) <= sent(item) <= received(item)
/// time    the carrier plays what it was sent in order and in real time, from when it got it
/// errors  none; an unknown item has heard nothing
/// cost    O(items that still have audio to play)
/// source  agent-dialects reference 12.1; section 7 of the design
class PlaybackLedger {
 public:
  void received(std::string_view item, Micros audio);
  void sent(std::string_view item, Micros audio, Instant now);
  /// The carrier dropped what it had not played.
  void cleared(Instant now);

  Micros heard(std::string_view item, Instant now) const;
  Micros received(std::string_view item) const;
  /// When everything sent so far has been played; `now` or earlier when it has.
  Instant plays_until() const { return plays_until_; }
  /// Items with audio that was received but not yet heard, oldest first.
  std::vector<std::string> unheard(Instant now) const;
  void forget(std::string_view item);

 private:
  struct Span {
    std::size_t item;
    Instant from;
    Micros audio;
  };
  struct Item {
    std::string id;
    Micros received{0};
    Micros sent{0};
    Micros lost{0};  ///< sent, then cleared before it was played
    std::deque<Span> playing;
  };
  Instant plays_until_{};
  std::deque<Item> items_;
};

}  // namespace hookswitch::turn
