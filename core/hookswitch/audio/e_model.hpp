#pragma once

#include <algorithm>

namespace hookswitch {

/// How good a call sounds, by the E-model: a transmission rating R and the mean opinion score that
/// listeners would give.
///
/// shape   delay and loss -> R and MOS
/// units   milliseconds from mouth to ear, percent of the audio
/// range   MOS 1 (bad) to 4.5; R may fall below 0
/// time    none
/// errors  none; negative input counts as 0
/// cost    a few multiplications; basic operations only, so that native and WASM agree
/// source  ITU-T G.107 and G.113 with default values but for delay and loss; the delay term in the
///         two straight lines of Cole and Rosenbluth (2001), which need no logarithm. docs/media.md
///         lists the assumptions
struct SpeechPath {
  double mouth_to_ear_ms = 0;
  double lost_percent = 0;
};
struct SpeechRating {
  double r = 0;
  double mos = 1;
};

constexpr SpeechRating rate(const SpeechPath& path) {
  constexpr double kBest = 93.2;  // R0 - Is with all other values at their defaults
  constexpr double kBpl = 25.1;   // G.711 with packet loss concealment; Ie is 0
  const double delay = std::max(path.mouth_to_ear_ms, 0.0);
  const double lost = std::max(path.lost_percent, 0.0);
  const double delay_impairment = 0.024 * delay + 0.11 * std::max(delay - 177.3, 0.0);
  const double loss_impairment = 95 * lost / (lost + kBpl);
  SpeechRating out;
  out.r = kBest - delay_impairment - loss_impairment;
  const double r = std::clamp(out.r, 0.0, 100.0);
  // Below about 6.5 the cubic of G.107 dips under 1.
  out.mos = std::max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
  return out;
}

/// To hundredths, as it is reported: more digits would claim more than the model knows.
constexpr double to_hundredths(double value) {
  const int hundredths = (static_cast<int>(value * 200) + 1) / 2;
  return static_cast<double>(hundredths) / 100;
}

/// What lies outside the part of the way that is measured: codec, packets, devices, the network's
/// least delay.
inline constexpr double kUnmeasuredDelayMs = 50;

}  // namespace hookswitch
