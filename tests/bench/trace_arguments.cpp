#include "trace_arguments.hpp"

#include <cstdio>
#include <cstring>
#include <utility>

namespace hookswitch::bench {

std::optional<TraceArguments> read_trace_arguments(int argc, char** argv) {
  TraceArguments out;
  std::optional<std::string> speech;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      out.json = true;
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
    std::fprintf(stderr, "usage: %s TRACE.csv... [--speech FILE.wav|FOLDER] [--json]\n", argv[0]);
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
