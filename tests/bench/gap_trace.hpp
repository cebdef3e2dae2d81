#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "hookswitch/base/rng.hpp"
#include "kit/trace_file.hpp"

namespace hookswitch::bench {

inline constexpr std::size_t kMessages = 3'000;  // a minute
inline constexpr Micros kNetwork{20'000};

/// Messages of 20 ms, on time; `percent` of them are lost, in runs of `run`.
inline kit::Trace with_gaps(int run, int percent, std::uint64_t seed,
                            std::size_t messages = kMessages) {
  Rng rng(seed);
  kit::Trace trace;
  trace.name = "gap " + std::to_string(run * 20) + " ms " + std::to_string(percent) + " %";
  int left = 0;
  for (std::size_t i = 0; i < messages; ++i) {
    const Micros sent = static_cast<std::int64_t>(i) * Micros{20'000};
    // A run begins with such a chance that `percent` of all are in one.
    if (left == 0 && i > 50 && rng.unit() * run * (100 - percent) < percent) left = run;
    const bool lost = left > 0;
    if (lost) --left;
    trace.packets.push_back({sent, lost ? std::nullopt : std::optional(sent + kNetwork)});
  }
  return trace;
}

/// Whether a block that ends at this sample is in a gap or in the 20 ms after one.
inline bool is_in_gap(const kit::Trace& trace, std::int64_t end, std::int64_t frame) {
  const auto at = static_cast<std::size_t>((end - 1) / frame);
  const auto lost = [&](std::size_t i) {
    return i < trace.packets.size() && !trace.packets[i].arrived;
  };
  return end > 0 && (lost(at) || (at > 0 && lost(at - 1)));
}

}  // namespace hookswitch::bench
