#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "hookswitch/audio/pcm.hpp"

namespace hookswitch::kit {

/// Where a reference was heard, and how faithfully.
///
/// shape   heard[i + lag] answers reference[i]; `ncc` is the normalised cross-correlation at the
///         best lag: 1 for a copy at any volume, 0 for something else, -1 for an inverted copy
/// range   the whole reference counts, so what was cut off or never heard lowers `ncc`; what was
///         heard before and after it does not. 0 and 0 when either side is empty or silent
struct Alignment {
  double ncc = 0;
  std::int64_t lag = 0;
};

namespace detail {

/// In-place radix-2 transform; the size is a power of two.
inline void fft(std::vector<std::complex<double>>& a) {
  const std::size_t size = a.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(a[i], a[j]);
  }
  std::vector<std::complex<double>> turn(size / 2);
  for (std::size_t i = 0; i < turn.size(); ++i) {
    const double angle = -2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size);
    turn[i] = {std::cos(angle), std::sin(angle)};
  }
  for (std::size_t half = 1; half < size; half *= 2)
    for (std::size_t start = 0; start < size; start += 2 * half)
      for (std::size_t k = 0; k < half; ++k) {
        const auto w = turn[k * (size / 2 / half)];
        auto& low = a[start + k];
        auto& high = a[start + k + half];
        // Spelled out: operator* would check every product for infinities.
        const std::complex<double> product{w.real() * high.real() - w.imag() * high.imag(),
                                           w.real() * high.imag() + w.imag() * high.real()};
        high = low - product;
        low += product;
      }
}

/// correlation[lag + reference.size() - 1] = sum over i of reference[i] * heard[i + lag]
inline std::vector<double> correlate(PcmView reference, PcmView heard) {
  const std::size_t length = reference.size() + heard.size() - 1;
  std::size_t size = 2;
  while (size < length) size *= 2;
  // One transform for both: the real part is one signal, the imaginary part the other; the square's
  // imaginary part is twice their product.
  std::vector<std::complex<double>> both(size);
  for (std::size_t i = 0; i < reference.size(); ++i)
    both[i].real(reference[reference.size() - 1 - i]);
  for (std::size_t i = 0; i < heard.size(); ++i) both[i].imag(heard[i]);
  fft(both);
  for (auto& x : both) x = {x.real() * x.real() - x.imag() * x.imag(), -2 * x.real() * x.imag()};
  fft(both);
  std::vector<double> correlation(length);
  for (std::size_t i = 0; i < length; ++i)
    correlation[i] = -both[i].imag() / (2 * static_cast<double>(size));
  return correlation;
}

}  // namespace detail

/// Finds the reference in what was heard, at every lag there is: exact, 10 s at 16 kHz in a
/// fraction of a second.
inline Alignment align(PcmView reference, PcmView heard) {
  if (reference.empty() || heard.empty()) return {};
  const auto squares_before = [](PcmView audio) {
    std::vector<double> sums{0};
    for (const Sample sample : audio) sums.push_back(sums.back() + double{1} * sample * sample);
    return sums;
  };
  const double reference_energy = squares_before(reference).back();
  const auto heard_energy = squares_before(heard);
  if (reference_energy == 0 || heard_energy.back() == 0) return {};

  const auto correlation = detail::correlate(reference, heard);
  // A faint overlap must not win by the noise in it: at least a thousandth of the loudest energy
  // that any overlap can have is put under the root.
  const double least = 1e-3 * heard_energy.back();
  Alignment best;
  for (std::size_t i = 0; i < correlation.size(); ++i) {
    const auto lag = static_cast<std::int64_t>(i + 1) - static_cast<std::int64_t>(reference.size());
    const auto begin = static_cast<std::size_t>(lag < 0 ? 0 : lag);
    const auto end = std::min(i + 1, heard.size());
    const double energy = std::max(heard_energy[end] - heard_energy[begin], least);
    const double ncc = correlation[i] / std::sqrt(reference_energy * energy);
    if (std::abs(ncc) > std::abs(best.ncc)) best = {ncc, lag};
  }
  return best;
}

/// Signal to noise in dB of `heard` against `reference` at a known lag, after the best volume; what
/// was not heard counts as silence. 200 when there is no difference at all.
inline double snr_db(PcmView reference, PcmView heard, std::int64_t lag = 0) {
  const auto heard_at = [&](std::size_t i) {
    const std::int64_t at = static_cast<std::int64_t>(i) + lag;
    return at < 0 || at >= static_cast<std::int64_t>(heard.size())
               ? 0.0
               : double{1} * heard[static_cast<std::size_t>(at)];
  };
  double signal = 0, across = 0, answer = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    signal += double{1} * reference[i] * reference[i];
    across += reference[i] * heard_at(i);
    answer += heard_at(i) * heard_at(i);
  }
  if (answer == 0 || signal == 0) return 0;
  const double volume = across / answer;
  double noise = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double difference = reference[i] - volume * heard_at(i);
    noise += difference * difference;
  }
  if (noise <= signal * 1e-20) return 200;
  return 10 * std::log10(signal / noise);
}

}  // namespace hookswitch::kit
