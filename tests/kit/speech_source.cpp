#include "kit/speech_source.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "hookswitch/audio/wav.hpp"
#include "hookswitch/base/rng.hpp"

namespace hookswitch::kit {
namespace {

std::optional<WavAudio> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  auto wav = read_wav(bytes);
  if (!wav) return std::nullopt;
  return std::move(*wav);
}

}  // namespace

std::optional<Speech> read_speech(const std::string& path) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    for (const auto& entry : std::filesystem::directory_iterator(path, error))
      if (entry.path().extension() == ".wav") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
  } else {
    files.emplace_back(path);
  }
  Speech speech{0, {}};
  for (const auto& file : files) {
    const auto wav = read_file(file);
    if (!wav || wav->samples.size() < static_cast<std::size_t>(wav->rate_hz)) continue;
    if (speech.rate_hz == 0) speech.rate_hz = wav->rate_hz;
    if (wav->rate_hz != speech.rate_hz) return std::nullopt;
    speech.samples.insert(speech.samples.end(), wav->samples.begin(), wav->samples.end());
    if (speech.samples.size() >= static_cast<std::size_t>(wav->rate_hz) * 120) break;
  }
  if (speech.samples.empty()) return std::nullopt;
  return speech;
}

Pcm speech_like(int rate_hz, int seconds, std::uint64_t seed) {
  Rng rng(seed);
  Pcm out;
  const auto total = static_cast<std::size_t>(rate_hz * seconds);
  double phase = 0;
  double low = 0;
  while (out.size() < total) {
    const std::uint64_t kind = rng.below(10);  // 6 voiced, 2 hisses, 2 pauses
    const double length = (kind < 6 ? 0.12 : 0.06) + rng.unit() * 0.2;
    const auto samples = static_cast<std::size_t>(length * rate_hz);
    const double pitch = 90 + rng.unit() * 120;
    const double glide = (rng.unit() - 0.5) * 30;
    const double loud = 2'000 + rng.unit() * 6'000;
    for (std::size_t i = 0; i < samples && out.size() < total; ++i) {
      const double at = static_cast<double>(i) / static_cast<double>(samples);
      const double shape = 4 * at * (1 - at);
      double value = 0;
      if (kind < 6) {
        phase += (pitch + glide * at) / rate_hz;
        phase -= std::floor(phase);
        for (int k = 1; k <= 12; ++k)
          value += std::sin(6.283185307 * k * phase) / (1 + std::abs(k - 4));
        value *= loud * shape;
      } else if (kind < 8) {
        value = (rng.unit() - 0.5) * loud * shape;
      } else {
        value = (rng.unit() - 0.5) * 8;
      }
      low += (value - low) * 0.7;
      out.push_back(static_cast<Sample>(std::clamp(low, -32'000.0, 32'000.0)));
    }
  }
  return out;
}

}  // namespace hookswitch::kit
