#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "hookswitch/audio/concealment_source.hpp"
#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch::jitter {

/// Running figures under their W3C webrtc-stats names. Samples are at the buffer's rate.
/// source  W3C webrtc-stats, RTCInboundRtpStreamStats
struct Stats {
  std::uint64_t concealed_samples = 0;         ///< played although nothing had arrived
  std::uint64_t silent_concealed_samples = 0;  ///< of these, silence
  std::uint64_t concealment_events = 0;
  std::uint64_t inserted_samples_for_deceleration = 0;
  std::uint64_t removed_samples_for_acceleration = 0;
  std::uint64_t total_samples_received = 0;  ///< all samples passed to the speaker
  std::uint64_t jitter_buffer_emitted_count = 0;
  Micros jitter_buffer_delay{0};  ///< sum over emitted samples, each one's stay in the buffer
  Micros jitter_buffer_target_delay{0};  ///< sum over emitted samples of the target at that time
  std::uint64_t packets_received = 0;
  std::uint64_t packets_discarded = 0;  ///< over capacity, or after a clear
  std::uint64_t dropped_samples = 0;    ///< in those packets
  std::uint64_t interruptions = 0;      ///< concealments of 150 ms or more during speech
  Micros interruption_duration{0};
};

/// One message's audio as it came off the wire.
struct Packet {
  PcmView samples;
  /// In samples since the stream's start, if the wire has it: what is missing is concealed.
  std::optional<std::int64_t> position{};
  /// What `position` shows as missing right before `samples`, if the decoder has concealed it;
  /// else the buffer conceals it. Ignored when the length differs.
  PcmView lost{};
  std::size_t recovered = 0;  ///< the last of `lost`: by error correction, so no concealment
};

/// Holds audio back just long enough that the speaker does not run dry.
///
/// shape   packets in as they arrive; audio out in blocks of any size, whenever the device asks
/// units   samples at Config::rate_hz
/// range   delay in [min_delay, max_delay]; audio that the sender deliberately sends ahead of real
///         time is kept whole (up to `capacity`), it is not network delay and never sped up
/// time    arrival and playout times come in; time that runs backwards is clamped
/// errors  none: what cannot be kept is dropped and counted
/// cost    insert and pull O(samples); bounded memory: `capacity` of audio
/// source  the anatomy of NetEq; numbers are ours
class JitterBuffer {
 public:
  struct Config {
    int rate_hz = 8'000;
    Micros min_delay{20'000};
    Micros max_delay{2'000'000};
    Micros initial_delay{60'000};
    Micros capacity{60'000'000};
  };

  /// `source`, if given, continues the last audio inserted, and outlives the buffer.
  explicit JitterBuffer(const Config& config, ConcealmentSource* source = nullptr);
  ~JitterBuffer();
  JitterBuffer(JitterBuffer&&) noexcept;
  JitterBuffer& operator=(JitterBuffer&&) noexcept;

  void insert(const Packet& packet, Instant arrival);

  /// Fills all of `out`. Returns how many samples are real (arrived) audio; the rest is
  /// concealment or silence.
  std::size_t pull(std::span<Sample> out, Instant now);

  /// Drops what waits to be played, on the sender's request. What was learned of the network is
  /// kept.
  void clear();

  /// For a new stream: forgets everything but the figures.
  void reset();

  std::int64_t inserted() const;      ///< samples accepted since construction
  std::int64_t played_until() const;  ///< of these, how many have left (played, dropped or cleared)
  Micros buffered() const;
  Micros target() const;
  const Stats& stats() const;
  int rate_hz() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hookswitch::jitter
