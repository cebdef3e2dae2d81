#include "trace_arguments.hpp"

#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "kit/bursting_host.hpp"

namespace hookswitch::bench {
namespace {

/// Hosts that send sentence by sentence, on a perfect link; and two with an outage of a second in
/// the middle of one.
void add_bursting_hosts(std::vector<kit::Trace>& traces) {
  kit::BurstPattern pattern;
  pattern.sentences = 20;
  for (const int speed : {300, 1'000})
    for (const int chunk : {20, 500})
      for (const int pause : {300, 1'000}) {
        pattern.speed_percent = speed;
        pattern.chunk = Millis{chunk};
        pattern.pause = Millis{pause};
        traces.push_back(kit::burst_trace(pattern));
      }
  pattern.outage_in = 5;
  pattern.outage = Micros{1'000'000};
  for (const int speed : {300, 1'000}) {
    pattern.speed_percent = speed;
    traces.push_back(kit::burst_trace(pattern));
  }
}

}  // namespace

std::optional<TraceArguments> read_trace_arguments(int argc, char** argv) {
  TraceArguments out;
  std::optional<std::string> speech;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      out.json = true;
    } else if (std::strcmp(argv[i], "--bursts") == 0) {
      add_bursting_hosts(out.traces);
    } else if (std::strcmp(argv[i], "--speech") == 0 && i + 1 < argc) {
      speech = argv[++i];
    } else if (auto trace = kit::read_trace(argv[i])) {
      out.traces.push_back(std::move(*trace));
    } else {
      std::fprintf(stderr, "%s: not a trace\n", argv[i]);
      return std::nullopt;
    }
  }
  if (out.traces.empty()) {
    std::fprintf(stderr, "usage: %s TRACE.csv...|--bursts [--speech FILE.wav|FOLDER] [--json]\n",
                 argv[0]);
    return std::nullopt;
  }
  auto read = kit::read_speech(speech.value_or(HOOKSWITCH_SPEECH_DIR));
  if (!read && speech) {
    std::fprintf(stderr, "%s: no WAV file of at least a second\n", speech->c_str());
    return std::nullopt;
  }
  if (!read)
    std::fprintf(stderr, "no recorded speech in %s: made-up speech\n", HOOKSWITCH_SPEECH_DIR);
  out.speech = read ? std::move(*read) : kit::Speech{8'000, kit::speech_like(8'000, 60, 1)};
  return out;
}

}  // namespace hookswitch::bench
