#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/base/give_back.hpp"
#include "hookswitch/turn/pacer.hpp"
#include "hookswitch/turn/playback_ledger.hpp"

namespace hookswitch::bridge {

/// The agent's audio on its way to the caller: converted, paced, accounted for.
///
/// shape   audio() per piece and finish() per item go in; take_due() hands out carrier frames
/// units   samples in at the agent's rate, out at the carrier's
/// range   as much as turn::Pacer keeps, before start() too; of an item that exceeds it the rest
///         is dropped and counted until all that was kept has been sent, so that it is cut off once
///         and not heard in fragments
/// time    a frame is due `lead` before the caller needs it
/// errors  none
/// cost    O(samples), amortised without allocation
/// source  docs/reference/design.md#media-rules; docs/reference/agents.md#interruption
class Downlink {
 public:
  struct Cut {
    std::string item;
    Micros heard;
  };

  Downlink(int agent_rate_hz, Micros lead)
      : agent_rate_hz_(agent_rate_hz),
        lead_(lead),
        early_audio_(turn::Pacer::Config{}.most_bytes, turn::packing_at(agent_rate_hz)) {}

  /// The carrier accepts audio from now on, `frame` at a time.
  void start(int carrier_rate_hz, Micros frame);
  bool started() const { return pacer_.has_value(); }

  void audio(std::string_view item, PcmView samples);
  /// The item is complete. With an empty name: the one being received.
  void finish(std::string_view item);

  std::optional<turn::Pacer::Due> take_due(Instant now);
  std::optional<Instant> next_due() const;

  /// Drops all that the caller has not heard; returns what was cut off, and where.
  std::vector<Cut> interrupt(Instant now);

  /// Nothing waits, and the carrier has played all it was sent.
  bool drained(Instant now) const { return idle() && ledger_.plays_until() <= now; }
  bool idle() const;
  /// When everything received so far will have been played.
  Instant plays_out(Instant now) const;
  const turn::PlaybackLedger& ledger() const { return ledger_; }
  /// All agent audio that the caller heard.
  Micros heard(Instant now) const;
  Micros dropped() const { return dropped_; }
  /// The last item that was cut off for lack of room and has not continued since.
  bool is_cut_off(std::string_view item) const { return cut_off_ == item; }
  /// Releases memory that a large piece took.
  void give_back() { hookswitch::give_back(converted_); }

 private:
  struct Early {
    std::string item;
    std::size_t samples = 0;
    bool finished = false;
  };
  std::size_t keep_early(std::string_view item, PcmView samples);
  void convert(std::string_view item, PcmView samples);
  void push(PcmView converted);
  void close_item();

  int agent_rate_hz_;
  Micros lead_;
  turn::PlaybackLedger ledger_;
  std::optional<turn::Pacer> pacer_;
  std::optional<Resampler> resampler_;
  std::string item_;       ///< being received; empty: none
  std::size_t skip_ = 0;   ///< of the resampler's delay at the beginning of the item
  std::int64_t owed_ = 0;  ///< remaining length of the item, in carrier samples times agent rate
  Pcm converted_;
  std::vector<Early> early_;
  PcmQueue early_audio_;
  std::optional<std::string> cut_off_;
  int carrier_rate_hz_ = 0;
  Micros frame_{0};
  Micros sent_{0}, lost_{0}, dropped_{0};
};

}  // namespace hookswitch::bridge
