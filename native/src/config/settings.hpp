#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calls/settings.hpp"
#include "deliver/settings.hpp"
#include "hookswitch/base/secrets.hpp"
#include "log/log.hpp"
#include "net/settings.hpp"
#include "store/settings.hpp"
#include "webhooks/settings.hpp"

namespace hookswitch::config {

/// Everything `serve` can be configured with, with its defaults. docs/configuration.md has the same
/// list.
struct Settings {
  net::Settings server;
  std::string page;  ///< folder of the demo page; empty: none
  store::Settings store;
  deliver::Settings delivery;
  calls::DrainSettings drain;
  calls::Settings calls;
  webhooks::Settings webhooks;
  log::Level log_level = log::Level::info;

  /// Every key and token in it.
  Secrets secrets() const;
};

/// One error of a configuration.
struct ConfigError {
  Errc code;
  std::string path;  ///< such as carriers.NAME.bounds.media_silence_s; empty: the whole file
  std::string detail;
};

/// How ${NAME} is looked up; the environment in production.
using Environment = std::optional<std::string> (*)(const std::string& name);
std::optional<std::string> from_environment(const std::string& name);

/// Reads a configuration text over the defaults. Reports all errors at once; with any error nothing
/// is used.
tl::expected<Settings, std::vector<ConfigError>> read_settings(std::string_view text,
                                                               Environment environment);
tl::expected<Settings, std::vector<ConfigError>> read_settings_file(const std::string& file);

/// The bounds that `object` names, as in the configuration, over those of a call; what is wrong.
std::vector<ConfigError> change_bounds(const nlohmann::json& object, call::Bounds& into);

}  // namespace hookswitch::config
