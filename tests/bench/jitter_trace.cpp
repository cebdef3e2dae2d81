// Plays arrival traces through the jitter buffer and prints what it made of them.
//
//   jitter_trace TRACE.csv... [--speech FILE.wav|FOLDER] [--json]
//
// Delay is playout delay above the network's minimum; the score is that of docs/media.md.
#include <cstdio>

#include "score_print.hpp"
#include "trace_arguments.hpp"

using namespace hookswitch;

int main(int argc, char** argv) {
  const auto arguments = bench::read_trace_arguments(argc, argv);
  if (!arguments) return 2;
  jitter::JitterBuffer::Config config;
  config.rate_hz = arguments->speech.rate_hz;

  const std::size_t count = arguments->traces.size();
  kit::TraceScore sum;
  if (arguments->json)
    std::printf("[\n");
  else
    std::printf("%-34s %s\n", "trace", bench::kScoreColumns);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& trace = arguments->traces[i];
    const auto score = kit::run_trace(trace, arguments->speech.samples, config);
    bench::add_share(sum, score, count);
    if (arguments->json)
      std::printf("  {\"trace\": \"%s\", %s}%s\n", trace.name.c_str(),
                  bench::score_json(score).c_str(), i + 1 == count ? "" : ",");
    else
      bench::print_score(trace.name, score);
  }
  if (arguments->json)
    std::printf("]\n");
  else if (count > 1)
    bench::print_score("average", sum);
  return 0;
}
