#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hookswitch/base/time.hpp"

namespace hookswitch::kit {

/// When each audio message of 20 ms was sent and when it arrived.
struct TracePacket {
  Micros sent{0};
  std::optional<Micros> arrived{};  ///< none: it was lost
};

struct Trace {
  std::string name;
  std::vector<TracePacket> packets;
};

/// Reads `seq,send_ms,arrival_ms` lines (arrival -1: lost); nullopt when a line is anything else.
std::optional<Trace> read_trace(const std::string& path);

/// Writes the same.
bool write_trace(const Trace& trace, const std::string& path);

}  // namespace hookswitch::kit
