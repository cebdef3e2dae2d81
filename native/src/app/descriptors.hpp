#pragma once

#include <cstddef>

#include "config/settings.hpp"

namespace hookswitch::app {

/// What fits into the file descriptors of this process.
struct Capacity {
  std::size_t calls;
  std::size_t connections;  ///< other than the sockets of calls: see HttpServer
  std::size_t strangers;    ///< sessions of the built-in agent for other clients than our own calls
};

/// range   three descriptors for a call with the built-in agent (its own end included), else two
Capacity capacity_of(std::size_t descriptors, const config::Settings& settings);

/// Raises the soft limit of open files as far as the hard one allows; returns the new limit.
std::size_t raise_descriptor_limit();

/// Lowers the settings' limit of calls to what fits, and says so in the log.
Capacity fit_calls(config::Settings& settings);

}  // namespace hookswitch::app
