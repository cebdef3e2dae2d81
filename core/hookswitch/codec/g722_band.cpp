#include "hookswitch/codec/g722_band.hpp"

#include <algorithm>
#include <cstddef>

namespace hookswitch::codec {
namespace {

// 32 steps of 2^(1/32), from 2048.
constexpr std::array<int, 32> kPowers{
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008};

constexpr bool same_sign(int a, int b) { return (a < 0) == (b < 0); }

}  // namespace

void G722Band::adapt(int difference, int log_factor) {
  adapt_step(log_factor);
  const int reconstructed = saturated(predicted_ + difference);
  const int partial = saturated(from_zeros_ + difference);
  adapt_poles(partial);
  adapt_zeros(difference);

  std::copy_backward(differences_.begin(), differences_.end() - 1, differences_.end());
  differences_[0] = difference;
  reconstructed_ = {reconstructed, reconstructed_[0]};
  partials_ = {partial, partials_[0]};
  predict();
}

// The step follows the loudness: its logarithm leaks towards zero and rises by the code's factor.
void G722Band::adapt_step(int log_factor) {
  const int highest = which_ == Which::low ? 18'432 : 22'528;
  log_step_ = std::clamp(((log_step_ * 127) >> 7) + log_factor, 0, highest);
  const int octaves = (which_ == Which::low ? 8 : 10) - (log_step_ >> 11);
  const int power = kPowers[static_cast<std::size_t>((log_step_ >> 6) & 31)];
  step_ = (octaves < 0 ? power << -octaves : power >> octaves) * 4;
}

// UPPOL2, then UPPOL1, whose limit keeps the filter stable.
void G722Band::adapt_poles(int partial) {
  const int push = saturated(poles_[0] * 4);
  const int towards = std::min(same_sign(partial, partials_[0]) ? -push : push, 32'767);
  const int second = (towards >> 7) + (same_sign(partial, partials_[1]) ? 128 : -128) +
                     ((poles_[1] * 32'512) >> 15);
  poles_[1] = std::clamp(second, -12'288, 12'288);

  const int first =
      saturated((same_sign(partial, partials_[0]) ? 192 : -192) + ((poles_[0] * 32'640) >> 15));
  const int limit = saturated(15'360 - poles_[1]);
  poles_[0] = std::clamp(first, -limit, limit);
}

void G722Band::adapt_zeros(int difference) {
  for (std::size_t i = 0; i < zeros_.size(); ++i) {
    const int push = difference == 0 ? 0 : same_sign(difference, differences_[i]) ? 128 : -128;
    zeros_[i] = saturated(push + ((zeros_[i] * 32'640) >> 15));
  }
}

void G722Band::predict() {
  int from_poles = 0;
  for (std::size_t i = 0; i < poles_.size(); ++i)
    from_poles += (poles_[i] * saturated(2 * reconstructed_[i])) >> 15;
  from_zeros_ = 0;
  for (std::size_t i = 0; i < zeros_.size(); ++i)
    from_zeros_ += (zeros_[i] * saturated(2 * differences_[i])) >> 15;
  from_zeros_ = saturated(from_zeros_);
  predicted_ = saturated(saturated(from_poles) + from_zeros_);
}

}  // namespace hookswitch::codec
