#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/audio/level_meter.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/audio/speech_gate.hpp"
#include "hookswitch/jitter/jitter_buffer.hpp"
#include "hookswitch/phone/sample_fifo.hpp"

namespace hookswitch::phone {

/// The host's side: its audio in, what the caller hears out, and the marks that were reached.
///
/// shape   insert / mark / clear as the host says; pull() or play() as the caller listens
/// units   samples at the wire's rate; pull() gives floats at the device's rate
/// range   kMaxMarks marks of kMaxMarkBytes altogether wait at most
/// time    a mark is played when all audio inserted before it has left the jitter buffer
/// errors  none; mark() returns false without room
/// cost    O(samples), no allocation in the steady state
class Earpiece {
 public:
  static constexpr std::size_t kMaxMarks = 10'000;  ///< a minute of 10 ms packets, each with its id
  static constexpr std::size_t kMaxMarkBytes = 256 * 1024;

  enum class MarkOf : std::uint8_t { message, packet };
  struct Mark {
    std::string name;
    MarkOf kind;
    std::int64_t position;  ///< samples inserted before it
  };

  Earpiece(int wire_rate_hz, int device_rate_hz, Micros capacity, Micros max_heard);

  void insert(PcmView audio, int rate_hz, Instant now);
  [[nodiscard]] bool mark(std::string_view name, MarkOf kind);
  /// Drops what waits; returns the marks that were not reached.
  std::vector<std::string> clear();

  /// For a speaker. Returns how many samples are real audio.
  std::size_t pull(std::span<float> out, Instant now);
  /// Without a speaker: plays `count` samples and keeps them for take_heard().
  void play(std::size_t count, Instant now);
  void take_heard(Pcm& out);

  /// The next mark that playout has reached.
  std::optional<Mark> take_played_mark();
  struct Change {
    SpeechGate::Change::Kind kind;
    Instant at;  ///< when that sample was played
  };
  /// The next time that speech began or ended in what was played.
  std::optional<Change> take_change();
  Micros speech_heard() const;
  Micros unplayed() const { return buffer_.buffered(); }  ///< what still waits

  const jitter::Stats& stats() const { return buffer_.stats(); }
  double dbfs() const { return meter_.rms_dbfs(); }

 private:
  std::size_t take_from_buffer(std::size_t count, Instant now);

  int wire_rate_hz_;
  jitter::JitterBuffer buffer_;
  std::optional<Resampler> inbound_;  ///< for a host that sends at another rate
  Resampler outbound_;
  SampleFifo speaker_;  ///< resampled a little more than asked for
  SampleFifo heard_;
  SpeechGate gate_;
  LevelMeter meter_;
  std::deque<Mark> marks_;
  std::size_t mark_bytes_ = 0;
  std::deque<Change> changes_;
  std::int64_t speech_samples_ = 0;
  std::int64_t speech_started_ = 0;
  double real_at_device_ = 0;  ///< real samples pulled and not yet reported
  Pcm block_;
  Pcm resampled_;
};

}  // namespace hookswitch::phone
