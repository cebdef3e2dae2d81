#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hookswitch/base/time.hpp"

namespace hookswitch::cli {

/// The options of the command line; nullopt and empty mean: not given.
struct ServeOptions {
  std::string config;
  std::optional<std::uint16_t> port;
  std::optional<std::string> host;
  std::optional<std::string> store;
  std::optional<int> threads;
  std::optional<std::string> page;
  std::optional<double> drain_s;
};

struct CallOptions {
  std::string url;
  std::string as;
  std::string say;     ///< WAV file
  std::string record;  ///< WAV file
  std::string from, to;
  std::vector<std::string> params;  ///< K=V
  std::string digits;
  std::optional<int> barge_in_ms;
  int rate_hz = 0;
  double wait_s = 2;
  double max_seconds = 120;
  std::optional<std::uint64_t> seed;
  bool insecure = false;
  bool json = false;
};

struct EmulateAgentOptions {
  std::string as;  ///< the dialect; empty: the default
  std::string host = "127.0.0.1";
  std::uint16_t port = 8081;
  std::string persona = "parrot";
  std::string report;     ///< file for the sessions' reports; empty: standard output
  bool tls = false;       ///< wss://
  std::string cert, key;  ///< PEM files; empty: a certificate is generated
};

/// The names of all agent dialects, with commas between them.
std::string agent_dialect_list();

// Each returns the exit code of the program.
int run_serve(const ServeOptions& options, const char* program);
int run_call(const CallOptions& options);
int run_emulate_agent(const EmulateAgentOptions& options);
int run_config_check(const std::string& file);

}  // namespace hookswitch::cli
