#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hookswitch/audio/pcm.hpp"
#include "hookswitch/base/time.hpp"

namespace hookswitch {

/// Sample-rate conversion between telephone and agent rates by one FIR filter in polyphase form.
///
/// shape   any number of samples in, the matching number out, in order
/// units   Hz
/// range   rates whose reduced ratio has 2, 3 or 6 as its larger part (8, 16, 24 and 48 kHz among
///         each other): see `serves`
/// time    media time only; `latency()` is 32 samples of the lower rate (4 ms at 8 kHz)
/// errors  none; the rates are checked (HS_CHECK)
/// cost    64 multiplications per sample of the higher rate; no allocation after construction
///         beyond what `out` needs to grow
/// source  Kaiser-windowed sinc; the order of every addition is fixed, so all targets agree
class Polyphase {
 public:
  static bool serves(int from_hz, int to_hz);

  Polyphase(int from_hz, int to_hz);

  /// Appends the converted audio to `out`.
  void process(PcmView in, Pcm& out);
  void reset();
  Micros latency() const;

 private:
  void process_slice(PcmView in, Pcm& out);

  std::size_t up_;  ///< the ratio, reduced: `up_` samples out for `down_` samples in
  std::size_t down_;
  std::size_t taps_;  ///< of one phase
  int lower_hz_;
  std::span<const float> phases_;  ///< `up_` filters of `taps_` each, oldest sample first
  std::vector<float> samples_;     ///< `taps_ - 1` of the past, then the slice in hand
  std::size_t filled_ = 0;         ///< of `samples_`
  std::size_t step_ = 0;  ///< where the next output lies, in 1/`up_` samples past the first window
};

}  // namespace hookswitch
