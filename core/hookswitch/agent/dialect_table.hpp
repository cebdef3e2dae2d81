#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/agent/agent_dialect.hpp"

namespace hookswitch::agent {

enum class Dialect : std::uint8_t { openai };

std::string_view to_string(Dialect dialect);
std::optional<Dialect> dialect_from_name(std::string_view name);
std::span<const std::string_view> dialect_names();

/// What is needed to dial: from the configuration.
struct Endpoint {
  Dialect dialect = Dialect::openai;
  std::string url;    ///< ws:// or wss://; may name the model itself
  std::string model;  ///< vendor's model name; empty: none is sent, or the URL's
  std::string key;    ///< secret; empty: none is sent
};

/// The models that a URL names by itself, so that no other one may be added; empty: none.
std::vector<std::string> models_in_url(Dialect dialect, std::string_view url);

/// Whether the dialect's vendor itself answers at this host.
bool is_vendors_host(Dialect dialect, std::string_view host);

/// URL and headers of the upgrade request. A model in the URL counts, not the endpoint's.
Dial dial(const Endpoint& endpoint);

std::unique_ptr<ClientEnd> make_client_end(Dialect dialect, const SessionConfig& config);
std::unique_ptr<ServerEnd> make_server_end(Dialect dialect, Rng& rng,
                                           const ServedModel& model = {});

}  // namespace hookswitch::agent
