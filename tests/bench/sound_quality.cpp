#include "sound_quality.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <numbers>

#include "kit/audio_compare.hpp"

namespace hookswitch::bench {
namespace {

double mean_square(PcmView audio) {
  double sum = 0;
  for (const double sample : audio) sum += sample * sample;
  return audio.empty() ? 0 : sum / static_cast<double>(audio.size());
}

std::vector<double> power_spectrum(PcmView audio) {
  std::size_t size = 2;
  while (size < audio.size()) size *= 2;
  std::vector<std::complex<double>> bins(size);
  for (std::size_t i = 0; i < audio.size(); ++i) {
    const double at = static_cast<double>(i) / static_cast<double>(audio.size());
    bins[i] = audio[i] * (0.5 - 0.5 * std::cos(2 * std::numbers::pi * at));
  }
  kit::detail::fft(bins);
  std::vector<double> power;
  for (std::size_t i = 1; i < size / 2; ++i) power.push_back(std::norm(bins[i]));
  return power;
}

int largest_bend(PcmView audio) {
  int largest = 0;
  for (std::size_t i = 2; i < audio.size(); ++i)
    largest = std::max(largest, std::abs(audio[i] - 2 * audio[i - 1] + audio[i - 2]));
  return largest;
}

}  // namespace

bool is_speech(PcmView audio) {
  constexpr double kLoud = 32'768 * 0.0056;  // -45 dBFS
  return mean_square(audio) > kLoud * kLoud;
}

double log_spectral_distance(PcmView reference, PcmView heard) {
  const auto a = power_spectrum(reference);
  const auto b = power_spectrum(heard);
  double floor = 1;
  for (const double power : a) floor = std::max(floor, power * 1e-5);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double db = 10 * std::log10(std::max(a[i], floor) / std::max(b[i], floor));
    sum += db * db;
  }
  return std::sqrt(sum / static_cast<double>(a.size()));
}

bool is_click(PcmView reference_nearby, PcmView heard) {
  return largest_bend(heard) > 2 * largest_bend(reference_nearby) + 300;
}

std::vector<std::int64_t> running_positions(const kit::TraceRecording& heard, int rate_hz) {
  const std::int64_t block = rate_hz / 100;
  std::vector<std::int64_t> out;
  for (std::size_t b = 0; b < heard.positions.size(); ++b) {
    std::int64_t at = heard.positions[b].value_or(-1);
    // Standing still: continued as far as the next known one allows.
    if (at >= 0 && !out.empty() && at < out.back() + block && out.back() >= 0) {
      std::int64_t later = at;
      for (std::size_t k = b; k < heard.positions.size() && k < b + 15; ++k)
        later = std::max(
            later, heard.positions[k].value_or(-1) - static_cast<std::int64_t>(k - b) * block);
      at = std::clamp(later, at, out.back() + block);
    }
    out.push_back(at);
  }
  return out;
}

}  // namespace hookswitch::bench
