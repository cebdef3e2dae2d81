#include "config/settings.hpp"

#include <cstdlib>
#include <utility>

#include "hookswitch/carrier/all.hpp"

namespace hookswitch::config {

Secrets Settings::secrets() const {
  std::vector<std::string> all{delivery.secret, calls.usual.agent.endpoint.key};
  for (const auto& [name, settings] : calls.carriers) {
    all.push_back(settings.agent.endpoint.key);
    const auto* const which = carrier::dialect_from_name(name);
    if (!which || !which->hang_up_api()) continue;
    for (const carrier::AccountKey& each : which->hang_up_api()->account)
      if (each.secret) all.emplace_back(carrier::value_of(settings.account, each.key));
  }
  for (const auto& [name, carrier] : webhooks.carriers) all.push_back(carrier.auth_token);
  return Secrets(std::move(all));
}

std::optional<std::string> from_environment(const std::string& name) {
  // Nothing in this program changes the environment.
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (!value) return std::nullopt;
  return value;
}

}  // namespace hookswitch::config
