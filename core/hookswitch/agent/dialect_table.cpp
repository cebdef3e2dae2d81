#include "hookswitch/agent/dialect_table.hpp"

#include "hookswitch/agent/openai/client.hpp"
#include "hookswitch/agent/openai/server.hpp"
#include "hookswitch/agent/openai/url.hpp"

namespace hookswitch::agent {
namespace {

constexpr std::string_view kNames[] = {"openai"};

}  // namespace

std::string_view to_string(Dialect dialect) { return kNames[static_cast<std::size_t>(dialect)]; }

std::optional<Dialect> dialect_from_name(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<Dialect>(i);
  return std::nullopt;
}

std::span<const std::string_view> dialect_names() { return kNames; }

std::vector<std::string> models_in_url(Dialect dialect, std::string_view url) {
  switch (dialect) {
    case Dialect::openai:
      return openai::models_in_url(url);
  }
  return {};
}

bool is_vendors_host(Dialect dialect, std::string_view host) {
  switch (dialect) {
    case Dialect::openai:
      return openai::is_vendors_host(host);
  }
  return false;
}

Dial dial(const Endpoint& endpoint) {
  Dial dial{openai::url_with_model(endpoint.url, endpoint.model), {}};
  // No OpenAI-Beta header: it selects the retired shape and is refused.
  if (!endpoint.key.empty()) dial.headers.push_back({"Authorization", "Bearer " + endpoint.key});
  return dial;
}

std::unique_ptr<ClientEnd> make_client_end(Dialect dialect, const SessionConfig& config) {
  switch (dialect) {
    case Dialect::openai:
      return std::make_unique<openai::Client>(config);
  }
  return nullptr;
}

std::unique_ptr<ServerEnd> make_server_end(Dialect dialect, Rng& rng, const ServedModel& model) {
  switch (dialect) {
    case Dialect::openai:
      return std::make_unique<openai::Server>(rng, model);
  }
  return nullptr;
}

}  // namespace hookswitch::agent
