#include "kit/trace_file.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace hookswitch::kit {

std::optional<Trace> read_trace(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  Trace trace;
  const auto slash = path.find_last_of('/');
  trace.name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  trace.name = trace.name.substr(0, trace.name.find(".csv"));
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    long seq = 0;
    double sent = 0;
    double arrived = 0;
    if (std::sscanf(line.c_str(), "%ld,%lf,%lf", &seq, &sent, &arrived) != 3) return std::nullopt;
    TracePacket packet{Micros{std::llround(sent * 1'000)}, std::nullopt};
    if (arrived >= 0) packet.arrived = Micros{std::llround(arrived * 1'000)};
    trace.packets.push_back(packet);
  }
  if (trace.packets.empty()) return std::nullopt;
  return trace;
}

bool write_trace(const Trace& trace, const std::string& path) {
  std::ofstream file(path);
  for (std::size_t i = 0; i < trace.packets.size(); ++i) {
    const auto& packet = trace.packets[i];
    char line[96];
    std::snprintf(line, sizeof line, "%zu,%.1f,%.1f\n", i,
                  static_cast<double>(packet.sent.count()) / 1'000,
                  packet.arrived ? static_cast<double>(packet.arrived->count()) / 1'000 : -1.0);
    file << line;
  }
  return static_cast<bool>(file);
}

}  // namespace hookswitch::kit
