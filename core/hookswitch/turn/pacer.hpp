#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/audio/pcm_queue.hpp"
#include "hookswitch/base/time.hpp"
#include "hookswitch/turn/playback_ledger.hpp"

namespace hookswitch::turn {

/// How speech at this rate is packed: a telephone line can carry no more than u-law does.
constexpr PcmQueue::Packing packing_at(int rate_hz) {
  return rate_hz <= 8'000 ? PcmQueue::Packing::u_law : PcmQueue::Packing::adpcm;
}

/// Hands out the agent's audio in whole frames, a small lead ahead of the wall clock, so that
/// barge-in can throw the rest away.
///
/// shape   audio in pieces of any size in; frames of exactly `frame_samples` out, never two items
///         in one frame
/// units   samples at Config::rate_hz
/// range   at most Config::most_bytes waits, which is a minute of speech or more: 65 s at 8 kHz,
///         64 s at 16 kHz, 43 s at 24 kHz; and at most kMaxItems. More is refused and counted by
///         the caller
/// time    a frame is due when the carrier would otherwise run less than `lead` ahead
/// errors  push returns how many samples found no room
/// cost    O(samples), amortised without allocation; a long speech's memory is given back. What
///         waits beyond half a minute at 8 kHz (16 s at 16 kHz, 11 s at 24 kHz) is packed:
///         audio/pcm_queue.hpp
/// source  docs/reference/design.md#media-rules
class Pacer {
 public:
  struct Config {
    int rate_hz = 8'000;
    int frame_samples = 160;
    Micros lead{200'000};
    std::size_t most_bytes = 512 * 1'024;
  };
  struct Due {
    std::string_view item;  ///< valid until the next call
    PcmView frame;          ///< valid until the next call
  };

  static constexpr std::size_t kMaxItems = 64;

  explicit Pacer(const Config& config)
      : config_(config), waiting_(config.most_bytes, packing_at(config.rate_hz)) {}

  /// Audio of another item than the one before ends that one, as finish() does.
  std::size_t push(std::string_view item, PcmView audio);
  /// No more audio of this item: its last frame is padded with silence.
  void finish(std::string_view item);
  void clear();

  /// The next frame that is due, already entered in the ledger as sent; nullopt when none is.
  std::optional<Due> take_due(Instant now, PlaybackLedger& ledger);
  /// When take_due has something; nullopt while no frame is complete.
  std::optional<Instant> next_due(const PlaybackLedger& ledger) const;
  bool idle() const { return waiting_.size() == 0; }
  /// How much memory waits.
  std::size_t bytes() const { return waiting_.bytes(); }
  Micros waiting() const;

 private:
  struct Item {
    std::string id;
    std::size_t samples = 0;  ///< still waiting
    bool finished = false;
  };
  std::size_t frame_samples() const { return static_cast<std::size_t>(config_.frame_samples); }
  const Item* ready_item() const;

  Config config_;
  std::deque<Item> items_;
  PcmQueue waiting_;  ///< of all items, in order
  Pcm frame_;
  std::string current_;
};

}  // namespace hookswitch::turn
