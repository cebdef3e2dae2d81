#pragma once

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/trace_file.hpp"

namespace hookswitch::kit {

/// What a jitter buffer made of a trace. Delay is playout delay above the network's minimum.
struct TraceScore {
  double concealed_pct = 0;
  double dropped_pct = 0;
  double stretched_pct = 0;  ///< samples removed or inserted
  double mean_ms = 0;
  double p95_ms = 0;
  std::uint64_t interruptions = 0;
  double r_factor = 0;
  double ns_per_20ms = 0;  ///< insert and pull together, this machine
};

/// Plays a trace: `speech`, repeated, in messages of 20 ms as the trace says, pulled by 10 ms.
/// `heard`, when given, gets the output.
TraceScore run_trace(const Trace& trace, PcmView speech, const jitter::JitterBuffer::Config& config,
                     Pcm* heard = nullptr);

/// The E-model as the traces' README states it.
double r_factor(double mean_ms, double lost_pct);

/// A stand-in for speech: voiced syllables of changing pitch, hisses and pauses.
Pcm speech_like(int rate_hz, int seconds, std::uint64_t seed);

}  // namespace hookswitch::kit
