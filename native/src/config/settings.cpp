#include "config/settings.hpp"

#include <cstdlib>

namespace hookswitch::native {

Settings::Settings() {
  // The built-in parrot says back a whole utterance, ordinary pauses included.
  usual.agent.session.silence_duration = Millis{1'000};
}

std::string name_of(const carrier::DialectProfile& which) {
  std::string name(carrier::to_string(which.dialect));
  if (!which.profile.empty()) name += ':' + std::string(which.profile);
  return name;
}

std::string dialect_list() {
  std::string list;
  for (const auto& row : carrier::dialect_table())
    list += (list.empty() ? "" : ", ") + name_of({row.dialect, row.profile});
  return list;
}

std::string no_such_dialect(std::string_view name) {
  return "no dialect '" + std::string(name) + "'; there are: " + dialect_list();
}

const CarrierSettings& Settings::carrier(const carrier::DialectProfile& which) const {
  for (const auto& name : {name_of(which), name_of({which.dialect, ""})})
    if (const auto entry = carriers.find(name); entry != carriers.end()) return entry->second;
  return usual;
}

Secrets Settings::secrets() const {
  std::vector<std::string> all{delivery.secret};
  const auto add = [&](const CarrierSettings& of) {
    all.insert(all.end(), {of.agent.endpoint.key, of.webhooks.auth_token});
  };
  add(usual);
  for (const auto& [name, settings] : carriers) add(settings);
  return Secrets(std::move(all));
}

std::optional<std::string> from_environment(const std::string& name) {
  // Nothing in this program changes the environment.
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  if (!value) return std::nullopt;
  return value;
}

}  // namespace hookswitch::native
