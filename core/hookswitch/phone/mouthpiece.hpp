#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hookswitch/audio/level_meter.hpp"
#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/phone/sample_fifo.hpp"

namespace hookswitch::phone {

/// The caller's side: device audio in, whole frames for the wire out.
///
/// shape   any number of float samples in; frames of the requested size out, silence when none wait
/// units   float full scale is 1.0; what is out of range is clipped, NaN is silence
/// range   kMaxWaiting of audio waits at most: a file may be pushed at once
/// time    media time only. A running source, such as a microphone, may get kReserve ahead of the
///         wire before it is sent, so that its blocks need not fit the frames
/// errors  push returns how many samples (at the wire's rate) were dropped
/// cost    O(samples); allocates only while the queue grows
class Mouthpiece {
 public:
  static constexpr Micros kMaxWaiting{600'000'000};
  static constexpr Micros kReserve{5'000};

  Mouthpiece(int device_rate_hz, int wire_rate_hz);

  std::size_t push(std::span<const float> audio);
  /// Sends silence of that length from the next frame on; queued audio follows it.
  void pause(Micros silence);

  /// Fills `frame`; returns how many samples are the caller's, the rest is silence.
  std::size_t take(std::span<Sample> frame);

  /// All that was pushed, and how much of it has been taken.
  Micros pushed() const { return duration_of(pushed_samples_, resampler_.from_hz()); }
  Micros taken() const { return duration_of(taken_samples_, resampler_.to_hz()); }

  /// Pauses included, at the wire's rate.
  std::size_t waiting() const { return pause_left_ + fifo_.size(); }
  std::size_t waiting_at_device_rate() const;
  double dbfs() const { return meter_.rms_dbfs(); }

 private:
  Resampler resampler_;
  SampleFifo fifo_;
  std::size_t reserve_;
  bool pushed_ = false;              ///< since the last take
  bool flowing_ = false;             ///< the last frame was full
  std::size_t pause_left_ = 0;       ///< at the wire's rate
  std::int64_t pushed_samples_ = 0;  ///< at the device's
  std::int64_t taken_samples_ = 0;   ///< at the wire's
  LevelMeter meter_;
  Pcm converted_;
  Pcm resampled_;
};

}  // namespace hookswitch::phone
