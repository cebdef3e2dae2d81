// Plays arrival traces through the jitter buffer and prints what it made of them.
//
//   jitter_trace TRACE.csv... [--speech FILE.wav] [--json]
//
// Delay is playout delay above the network's minimum; the score is that of tests/data/traces.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "hookswitch/audio/wav.hpp"
#include "kit/trace_run.hpp"

namespace {

using hookswitch::kit::TraceScore;

void print_json(const std::string& name, const TraceScore& s, bool last) {
  std::printf(
      "  {\"trace\": \"%s\", \"concealed_pct\": %.3f, \"dropped_pct\": %.3f, \"stretched_pct\": "
      "%.3f, \"mean_ms\": %.1f, \"p95_ms\": %.1f, \"interruptions\": %llu, \"r_factor\": %.2f, "
      "\"ns_per_20ms\": %.0f}%s\n",
      name.c_str(), s.concealed_pct, s.dropped_pct, s.stretched_pct, s.mean_ms, s.p95_ms,
      static_cast<unsigned long long>(s.interruptions), s.r_factor, s.ns_per_20ms, last ? "" : ",");
}

void print_row(const std::string& name, const TraceScore& s) {
  std::printf("%-24s %9.3f %8.3f %10.2f %8.1f %8.1f %6llu %7.2f %8.0f\n", name.c_str(),
              s.concealed_pct, s.dropped_pct, s.stretched_pct, s.mean_ms, s.p95_ms,
              static_cast<unsigned long long>(s.interruptions), s.r_factor, s.ns_per_20ms);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> paths;
  std::string speech_path;
  bool json = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      json = true;
    } else if (std::strcmp(argv[i], "--speech") == 0 && i + 1 < argc) {
      speech_path = argv[++i];
    } else {
      paths.emplace_back(argv[i]);
    }
  }
  if (paths.empty()) {
    std::fprintf(stderr, "usage: jitter_trace TRACE.csv... [--speech FILE.wav] [--json]\n");
    return 2;
  }

  hookswitch::jitter::JitterBuffer::Config config;
  hookswitch::Pcm speech = hookswitch::kit::speech_like(config.rate_hz, 60, 1);
  if (!speech_path.empty()) {
    std::ifstream file(speech_path, std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
    const auto wav = hookswitch::read_wav(bytes);
    if (!wav || wav->samples.size() < 100'000) {
      std::fprintf(stderr, "%s: not a WAV file of at least 100,000 samples\n", speech_path.c_str());
      return 2;
    }
    config.rate_hz = wav->rate_hz;
    speech = wav->samples;
  }

  if (json)
    std::printf("[\n");
  else
    std::printf("%-24s %9s %8s %10s %8s %8s %6s %7s %8s\n", "trace", "concealed", "dropped",
                "stretched", "mean_ms", "p95_ms", "gaps", "R", "ns/20ms");
  TraceScore sum;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto trace = hookswitch::kit::read_trace(paths[i]);
    if (!trace) {
      std::fprintf(stderr, "%s: not a trace\n", paths[i].c_str());
      return 2;
    }
    const auto score = hookswitch::kit::run_trace(*trace, speech, config);
    if (json)
      print_json(trace->name, score, i + 1 == paths.size());
    else
      print_row(trace->name, score);
    sum.concealed_pct += score.concealed_pct / static_cast<double>(paths.size());
    sum.dropped_pct += score.dropped_pct / static_cast<double>(paths.size());
    sum.stretched_pct += score.stretched_pct / static_cast<double>(paths.size());
    sum.mean_ms += score.mean_ms / static_cast<double>(paths.size());
    sum.p95_ms += score.p95_ms / static_cast<double>(paths.size());
    sum.interruptions += score.interruptions;
    sum.r_factor += score.r_factor / static_cast<double>(paths.size());
    sum.ns_per_20ms += score.ns_per_20ms / static_cast<double>(paths.size());
  }
  if (json)
    std::printf("]\n");
  else if (paths.size() > 1)
    print_row("average", sum);
  return 0;
}
