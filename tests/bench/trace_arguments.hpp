#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kit/speech_source.hpp"
#include "kit/trace_file.hpp"

namespace hookswitch::bench {

/// TRACE.csv... [--bursts] [--speech FILE.wav|FOLDER] [--json]
struct TraceArguments {
  std::vector<kit::Trace> traces;
  kit::Speech speech;
  bool json = false;
};

/// nullopt when the arguments are of no use; says on the error stream why.
/// Without --speech: recorded speech if the machine has it, else synthetic speech.
std::optional<TraceArguments> read_trace_arguments(int argc, char** argv);

}  // namespace hookswitch::bench
