#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hookswitch/base/time.hpp"
#include "kit/trace_file.hpp"

namespace hookswitch::kit {

/// A host that speaks sentence by sentence, each sent faster than it is spoken, as agents do that
/// do not pace their speech.
///
/// shape   a pattern -> when which piece of audio arrives
/// units   `speed` is media time per time, in percent; 0: a whole sentence at once
/// range   sentences of 0.3 to 4 s, the last piece of each as long as what is left
/// time    a pause begins when a sentence has been sent, or when it would have been played
/// source  seeded: the same seed makes the same host; timers fire up to 2 ms late, as Node's do
struct BurstPattern {
  enum class PauseAfter : std::uint8_t { sent, played };

  int speed_percent = 500;
  Micros chunk{20'000};
  Micros pause{500'000};
  PauseAfter after = PauseAfter::sent;
  int sentences = 12;
  std::uint64_t seed = 1;
  /// In this sentence, of 4 s, nothing comes for `outage` after all has been played ...
  int outage_in = -1;
  Micros outage{0};
  /// ... because of the network, which then brings at once what it held back; or of the sender.
  bool held_back = true;

  std::string name() const;
};

struct BurstPiece {
  Micros arrives;
  Micros length;
};

std::vector<BurstPiece> burst_arrivals(const BurstPattern& pattern);

/// The same as a trace of 20 ms messages: several of them arrive at once.
Trace burst_trace(const BurstPattern& pattern);

}  // namespace hookswitch::kit
