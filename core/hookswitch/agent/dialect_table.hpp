#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hookswitch/agent/agent_dialect.hpp"

namespace hookswitch::agent {

enum class Dialect : std::uint8_t { openai };

std::string_view to_string(Dialect dialect);
std::optional<Dialect> dialect_from_name(std::string_view name);
std::span<const std::string_view> dialect_names();

/// What is needed to dial: from the configuration.
struct Endpoint {
  Dialect dialect = Dialect::openai;
  std::string url;    ///< ws:// or wss://, without the dialect's own query parameters
  std::string model;  ///< vendor's model name; empty: none is sent
  std::string key;    ///< secret; empty: none is sent
};

/// URL and headers of the upgrade request.
Dial dial(const Endpoint& endpoint);

std::unique_ptr<ClientEnd> make_client_end(Dialect dialect, const SessionConfig& config);
std::unique_ptr<ServerEnd> make_server_end(Dialect dialect, Rng& rng);

}  // namespace hookswitch::agent
