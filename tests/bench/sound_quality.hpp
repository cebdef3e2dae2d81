#pragma once

#include <cstdint>
#include <vector>

#include "kit/trace_run.hpp"

namespace hookswitch::bench {

/// How far what was heard is from what was said.
///
/// shape   reference, recording and its positions -> two figures
/// units   lsd_db: log-spectral distance in dB, mean over the frames that count
/// range   frames of 32 ms around each block of 10 ms, where the reference is speech (above
///         -45 dBFS) and the block is asked about
/// errors  0 when no frame is asked about
/// source  log-spectral distance with both spectra floored 50 dB below the reference's frame; a
///         click is a block whose largest second difference is over twice that of the reference
///         nearby
struct SoundQuality {
  double lsd_db = 0;
  int clicks = 0;
  int frames = 0;
};

/// `ask(position)`: whether the block that ends at this sample of the reference counts.
template <class Ask>
SoundQuality sound_quality(PcmView reference, const kit::TraceRecording& heard, int rate_hz,
                           Ask ask);

/// Where each block ends in the reference; a position that stands still in a gap is continued.
std::vector<std::int64_t> running_positions(const kit::TraceRecording& heard, int rate_hz);

double log_spectral_distance(PcmView reference, PcmView heard);
bool is_click(PcmView reference_nearby, PcmView heard);
bool is_speech(PcmView audio);

template <class Ask>
SoundQuality sound_quality(PcmView reference, const kit::TraceRecording& heard, int rate_hz,
                           Ask ask) {
  SoundQuality out;
  const auto block = static_cast<std::int64_t>(rate_hz / 100);
  const std::int64_t half = block * 8 / 5;  // of 32 ms
  const auto positions = running_positions(heard, rate_hz);
  for (std::size_t b = 0; b < positions.size(); ++b) {
    const std::int64_t end = positions[b];
    const std::int64_t middle = end - block / 2;
    const std::int64_t heard_middle = static_cast<std::int64_t>(b) * block + block / 2;
    if (end < 0 || !ask(end) || middle < 2 * half || heard_middle < half) continue;
    if (middle + 2 * half > static_cast<std::int64_t>(reference.size()) ||
        heard_middle + half > static_cast<std::int64_t>(heard.audio.size()))
      continue;
    const auto said = reference.subspan(static_cast<std::size_t>(middle - half),
                                        static_cast<std::size_t>(2 * half));
    if (!is_speech(said)) continue;
    const PcmView audio(heard.audio);
    out.lsd_db += log_spectral_distance(
        said, audio.subspan(static_cast<std::size_t>(heard_middle - half), said.size()));
    out.clicks += is_click(
        reference.subspan(static_cast<std::size_t>(middle - 2 * half), 2 * said.size()),
        audio.subspan(b * static_cast<std::size_t>(block), static_cast<std::size_t>(block)));
    ++out.frames;
  }
  if (out.frames > 0) out.lsd_db /= out.frames;
  return out;
}

}  // namespace hookswitch::bench
