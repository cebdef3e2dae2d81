#pragma once

#include <algorithm>
#include <array>

namespace hookswitch::codec {

/// As 16-bit arithmetic saturates.
constexpr int saturated(int value) { return std::clamp(value, -32'768, 32'767); }

/// One sub-band of G.722 as encoder and decoder share it: the adaptive predictor (two poles, six
/// zeros) and the adaptive step of the quantizer.
///
/// shape   one quantized difference in -> the next prediction and step out
/// units   the 15-bit sub-band samples of the Recommendation
/// range   all state saturates as the Recommendation says
/// time    none
/// errors  none: every code is valid
/// cost    about 60 integer operations per step, no allocation
/// source  ITU-T G.722 (09/2012), blocks 3 and 4
class G722Band {
 public:
  enum class Which : bool { low, high };
  explicit G722Band(Which which) : which_(which), step_(which == Which::low ? 32 : 8) {}

  int predicted() const { return predicted_; }
  int step() const { return step_; }

  /// The difference that a quantizer output stands for.
  int scaled(int table_value) const { return (step_ * table_value) >> 15; }

  /// Learns `difference`, which was coded as `log_factor` (W_L or W_H of the Recommendation).
  void adapt(int difference, int log_factor);

 private:
  void adapt_step(int log_factor);
  void adapt_poles(int partial);
  void adapt_zeros(int difference);
  void predict();

  Which which_;
  int log_step_ = 0;
  int step_;
  int predicted_ = 0;
  int from_zeros_ = 0;
  std::array<int, 2> poles_{};
  std::array<int, 6> zeros_{};
  std::array<int, 2> reconstructed_{};  ///< latest first
  std::array<int, 2> partials_{};       ///< differences plus what the zeros predicted
  std::array<int, 6> differences_{};
};

}  // namespace hookswitch::codec
