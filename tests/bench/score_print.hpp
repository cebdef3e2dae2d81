#pragma once

#include <cstdio>
#include <string>

#include "kit/trace_run.hpp"

namespace hookswitch::bench {

inline constexpr const char* kScoreColumns =
    "concealed  dropped  stretched  mean_ms   p95_ms   gaps       R  ns/20ms";

inline void print_score(const std::string& title, const kit::TraceScore& s) {
  std::printf("%-34s %9.3f %8.3f %10.2f %8.1f %8.1f %6llu %7.2f %8.0f\n", title.c_str(),
              s.concealed_pct, s.dropped_pct, s.stretched_pct, s.mean_ms, s.p95_ms,
              static_cast<unsigned long long>(s.interruptions), s.r_factor, s.ns_per_20ms);
}

/// The members of a JSON object, without its braces.
inline std::string score_json(const kit::TraceScore& s) {
  char text[320];
  std::snprintf(text, sizeof text,
                "\"concealed_pct\": %.3f, \"dropped_pct\": %.3f, \"stretched_pct\": %.3f, "
                "\"mean_ms\": %.1f, \"p95_ms\": %.1f, \"interruptions\": %llu, "
                "\"r_factor\": %.2f, \"ns_per_20ms\": %.0f",
                s.concealed_pct, s.dropped_pct, s.stretched_pct, s.mean_ms, s.p95_ms,
                static_cast<unsigned long long>(s.interruptions), s.r_factor, s.ns_per_20ms);
  return text;
}

inline void add_share(kit::TraceScore& sum, const kit::TraceScore& s, std::size_t of) {
  const double share = 1.0 / static_cast<double>(of);
  sum.concealed_pct += s.concealed_pct * share;
  sum.dropped_pct += s.dropped_pct * share;
  sum.stretched_pct += s.stretched_pct * share;
  sum.mean_ms += s.mean_ms * share;
  sum.p95_ms += s.p95_ms * share;
  sum.interruptions += s.interruptions;
  sum.r_factor += s.r_factor * share;
  sum.ns_per_20ms += s.ns_per_20ms * share;
}

}  // namespace hookswitch::bench
