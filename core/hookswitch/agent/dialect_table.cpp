#include "hookswitch/agent/dialect_table.hpp"

#include "hookswitch/agent/openai_client.hpp"
#include "hookswitch/agent/openai_server.hpp"

namespace hookswitch::agent {
namespace {

constexpr std::string_view kNames[] = {"openai"};

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace

std::string_view to_string(Dialect dialect) { return kNames[static_cast<std::size_t>(dialect)]; }

std::optional<Dialect> dialect_from_name(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<Dialect>(i);
  return std::nullopt;
}

std::span<const std::string_view> dialect_names() { return kNames; }

Dial dial(const Endpoint& endpoint) {
  Dial dial{endpoint.url, {}};
  if (!endpoint.model.empty()) {
    dial.url += endpoint.url.find('?') == std::string::npos ? "?model=" : "&model=";
    dial.url += percent_encoded(endpoint.model);
  }
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

std::unique_ptr<ServerEnd> make_server_end(Dialect dialect, Rng& rng) {
  switch (dialect) {
    case Dialect::openai:
      return std::make_unique<openai::Server>(rng);
  }
  return nullptr;
}

}  // namespace hookswitch::agent
