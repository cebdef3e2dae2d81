#pragma once

#include <memory>
#include <optional>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/audio/polyphase.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch {

/// Streaming sample-rate conversion of one mono stream, always low-passed.
///
/// shape   any number of samples in, the matching number out, in order
/// units   Hz
/// range   rates 8000 to 48000; equal rates pass audio through untouched, without delay
/// time    media time only; `latency()` is the filter's delay, once per stream
/// errors  none; the rates are checked (HS_CHECK)
/// cost    no allocation after construction beyond what `out` needs to grow
/// source  our own polyphase filter between 8, 16, 24 and 48 kHz (all targets agree bit for bit);
///         for every other pair speexdsp, quality 5 (targets agree within 2 of 32768)
class Resampler {
 public:
  static constexpr int kLowestHz = 8'000;
  static constexpr int kHighestHz = 48'000;

  Resampler(int from_hz, int to_hz);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// Appends the converted audio to `out`.
  void process(PcmView in, Pcm& out);

  /// Forgets the past, as for a new stream.
  void reset();

  int from_hz() const { return from_hz_; }
  int to_hz() const { return to_hz_; }
  Micros latency() const;

 private:
  struct Close {
    void operator()(void* state) const;
  };
  int from_hz_;
  int to_hz_;
  std::optional<Polyphase> polyphase_;  ///< one of the two, or neither when the rates are equal
  std::unique_ptr<void, Close> speex_;
};

}  // namespace hookswitch
