#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "hookswitch/jitter/arrival_history.hpp"
#include "hookswitch/jitter/burst_judge.hpp"
#include "hookswitch/jitter/conceal.hpp"
#include "hookswitch/jitter/delay_estimator.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "hookswitch/jitter/loudness.hpp"
#include "hookswitch/jitter/outage_judge.hpp"
#include "hookswitch/jitter/packet_queue.hpp"
#include "hookswitch/jitter/playout_clock.hpp"
#include "hookswitch/jitter/playout_decision.hpp"
#include "hookswitch/jitter/stall_judge.hpp"
#include "hookswitch/jitter/time_stretch.hpp"

namespace hookswitch::jitter {

/// The buffer's parts and how they work together. Audio leaves in chunks of at most 30 ms, each
/// the result of one operation; a pull takes as much of a chunk as it needs.
///
/// shape   receive() a packet; make_chunk() when the last one is used up
/// units   samples at config.rate_hz; `read` and `inserted` are positions in the stream
/// range   played_until() <= inserted
/// time    `latest` is the latest time seen; it never runs backwards
/// errors  none
/// cost    as jitter_buffer.hpp
/// source  none
struct JitterBuffer::Impl {
  enum class Phase : std::uint8_t {
    idle,     ///< no talk spurt
    opening,  ///< a talk spurt has begun; its first audio is held back
    playing,
    dry,        ///< everything has been played, the spurt may go on
    refilling,  ///< it goes on after a gap
  };

  Impl(const Config& wanted, ConcealmentSource* source);

  void receive(const Packet& packet, Instant now);
  void make_chunk(Instant now);
  void clear();
  void reset();
  std::int64_t played_until() const;

  Config config;
  ConcealmentSource* source;  ///< may be nullptr
  PacketQueue queue;
  PlayoutClock clock;
  ArrivalHistory history;
  StallJudge judge;
  BurstJudge bursts;
  OutageJudge outage;
  DelayEstimator estimator;
  Loudness loudness;
  Concealer concealer;
  TimeStretch time_stretch;
  Stats stats;

  Phase phase = Phase::idle;
  Instant latest{};
  std::int64_t inserted = 0;
  std::int64_t read = 0;  ///< up to here the stream is in chunks

  std::vector<Sample> chunk;
  std::size_t chunk_at = 0;  ///< this much of it has left
  bool chunk_is_real = false;
  std::int64_t chunk_from = 0;  ///< position of its first sample

 private:
  PcmView follow_position(const Packet& packet, Instant now);
  PcmView mend(std::size_t missing, const Packet& next, Instant now);
  void store_lost(PcmView lost, std::size_t recovered, Instant now);
  void wake(Instant now);
  void learn(Instant now);
  void open_spurt(Instant now);
  void watch_for_outage(Instant now);
  void judge_outage(Instant now);
  struct Gap {
    std::uint64_t samples = 0;  ///< of filler
    std::uint64_t silent_samples = 0;
    Micros length{0};  ///< where it is more than the filler
  };
  void settle();
  void count(const Gap& gap);

  Micros delay(Instant now) const;
  bool is_filled(Instant now) const;
  void make_filler(Instant now);
  void make_playing(Instant now);
  void make_real(std::size_t samples, Instant now);
  bool make_stretched(const Decision& decision, Instant now);
  void use_up(std::size_t samples, Instant now);

  Instant filling_since_{};
  Instant dry_since_{};
  std::optional<Instant> last_arrival_;
  Micros last_lateness_{0};
  Micros last_length_{0};  ///< of the last packet
  std::optional<std::int64_t> next_position_;
  std::int64_t since_stretch_ = 0;  ///< samples played as they are since the last one
  std::int64_t rest_ = 0;           ///< how many should be, before the next
  // A gap's filler counts as concealment once the gap is known to be the network's.
  Gap gap_;
  bool paused_ = false;  ///< the sender's, then, as far as is known
  // Needed when a long gap proves to be an outage.
  Gap long_gap_;
  Instant outage_schedule_{};
  std::uint64_t outage_dropped_ = 0;  ///< samples dropped before it
  std::vector<Sample> ahead_;
  std::vector<Sample> fresh_;
  // What the wire's positions show as missing and is not concealed yet.
  std::size_t owed_ = 0;  ///< still to be concealed before what waits
  Concealer mender_;      ///< makes what is missing between two pieces that wait
  std::vector<Sample> mended_;
};

}  // namespace hookswitch::jitter
