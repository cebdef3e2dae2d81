#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "kit/trace_file.hpp"

namespace hookswitch::kit {

/// One message of a trace as it arrives.
struct TraceMessage {
  std::size_t sequence;
  PcmView audio;
  Instant arrival;
};

/// A jitter buffer that plays traces: ours, or a peer's in a benchmark.
class TracePlayer {
 public:
  struct Figures {
    std::uint64_t samples = 0;  ///< handed to the speaker
    std::uint64_t concealed = 0;
    std::uint64_t dropped = 0;    ///< arrived and never played
    std::uint64_t stretched = 0;  ///< removed or inserted
    std::uint64_t interruptions = 0;
  };

  TracePlayer() = default;
  TracePlayer(const TracePlayer&) = delete;
  TracePlayer& operator=(const TracePlayer&) = delete;
  virtual ~TracePlayer() = default;

  virtual std::string name() const = 0;
  virtual void insert(const TraceMessage& message) = 0;
  virtual void pull(std::span<Sample> out, Instant now) = 0;
  /// Up to which sample of what was sent has been played at the end of the last pull.
  virtual std::optional<std::int64_t> position() const = 0;
  virtual Figures figures() const = 0;
};

/// Our buffer as a player. With `positions`, a lost message is known by the position of the next.
class OurTracePlayer final : public TracePlayer {
 public:
  explicit OurTracePlayer(const jitter::JitterBuffer::Config& config, bool positions = false)
      : buffer_(config), positions_(positions) {}

  std::string name() const override { return "hookswitch"; }
  void insert(const TraceMessage& message) override;
  void pull(std::span<Sample> out, Instant now) override { buffer_.pull(out, now); }
  std::optional<std::int64_t> position() const override { return buffer_.played_until(); }
  Figures figures() const override;

 private:
  jitter::JitterBuffer buffer_;
  bool positions_;
};

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

/// What a run produces besides the score.
struct TraceRecording {
  Pcm audio;
  std::vector<std::optional<std::int64_t>> positions;  ///< after each block of 10 ms
};

/// Plays a trace into every player, in step: `speech`, repeated, in messages of 20 ms as the trace
/// says, pulled by 10 ms. `recordings`, when not empty, has one place per player.
std::vector<TraceScore> run_trace(const Trace& trace, PcmView speech, int rate_hz,
                                  std::span<TracePlayer* const> players,
                                  std::span<TraceRecording> recordings = {});

/// The same with our buffer alone. `heard`, when given, gets the output.
TraceScore run_trace(const Trace& trace, PcmView speech, const jitter::JitterBuffer::Config& config,
                     Pcm* heard = nullptr);

/// The E-model as the traces' README states it.
double r_factor(double mean_ms, double lost_pct);

}  // namespace hookswitch::kit
