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
/// range   heard(item) <= sent(item), heard(item) <= received(item); the last kMaxItems items
/// time    the carrier plays what it was sent in order and in real time, from when it got it
/// errors  none; an unknown item has heard nothing
/// cost    O(items that still have audio to play), no allocation while one item plays
/// source  docs/reference/agents.md#play-out-accounting
class PlaybackLedger {
 public:
  static constexpr std::size_t kMaxItems = 64;

  void received(std::string_view item, Micros audio);
  void sent(std::string_view item, Micros audio, Instant now);
  /// The carrier dropped what it had not played.
  void cleared(Instant now);

  Micros heard(std::string_view item, Instant now) const;
  Micros received(std::string_view item) const;
  /// When everything sent so far has been played; `now` or earlier when it has.
  Instant plays_until() const { return plays_until_; }
  /// Items with a millisecond or more that was received but not yet heard, oldest first.
  std::vector<std::string> unheard(Instant now) const;
  void forget(std::string_view item);

 private:
  struct Item {
    std::string id;
    std::uint64_t serial;
    Micros received{0};
    Micros sent{0};
    Micros lost{0};  ///< sent, then cleared before it was played
  };
  struct Span {  ///< a stretch of one item that the carrier plays without a break
    std::uint64_t serial;
    Instant from;
    Instant until;
  };
  const Item* find(std::string_view item) const;
  Item& entry(std::string_view item);
  Micros heard(const Item& item, Instant now) const;

  Instant plays_until_{};
  std::uint64_t next_serial_ = 0;
  std::deque<Item> items_;
  std::vector<Span> playing_;
};

}  // namespace hookswitch::turn
