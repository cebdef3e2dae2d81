#pragma once

#include <cstdint>
#include <optional>

#include "hookswitch/audio/pcm_queue.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/base/give_back.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::bridge {

/// The caller's audio on its way to the agent.
///
/// shape   convert() for every piece; while the agent is not ready, hold() the result
/// units   samples in at the carrier's rate, out at the agent's
/// range   at most kMaxHeld is kept, in 128 kB; the oldest goes first
/// errors  none; dropped() says how much was lost
/// cost    O(samples), no allocation once it runs
/// source  docs/reference/agents.md#input-audio-never-stops
class Uplink {
 public:
  static constexpr Micros kMaxHeld{10'000'000};

  explicit Uplink(int agent_rate_hz) : agent_rate_hz_(agent_rate_hz) {}

  /// Borrowed until the next call.
  PcmView convert(PcmView samples, int rate_hz);
  void hold(PcmView converted);
  /// The oldest of what is held, `at_most` of it; empty if nothing is. Borrowed until the next
  /// call.
  PcmView take_held(Micros at_most);
  /// `audio` of silence; borrowed until the next call.
  PcmView silence(Micros audio);

  /// Releases memory that a large piece took.
  void give_back() {
    hookswitch::give_back(converted_);
    hookswitch::give_back(silence_);
    hookswitch::give_back(taken_);
  }

  Micros dropped() const { return duration_of(dropped_, agent_rate_hz_); }

 private:
  int agent_rate_hz_;
  std::optional<Resampler> resampler_;
  Pcm converted_;
  Pcm silence_;
  PcmQueue held_{128 * 1'024, PcmQueue::Packing::adpcm};
  Pcm taken_;
  std::int64_t dropped_ = 0;
};

}  // namespace hookswitch::bridge
