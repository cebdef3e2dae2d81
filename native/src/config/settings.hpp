#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/bridge/config.hpp"
#include "log/log.hpp"
#include "store/queue.hpp"
#include "store/retention.hpp"

namespace hookswitch::native {

/// Which agent answers, and how it is asked to behave.
struct AgentSettings {
  agent::Endpoint endpoint;  ///< no URL: the built-in one, no model: its parrot
  agent::SessionConfig session;
  std::optional<std::string> transcription_model;  ///< nullopt: the dialect's own
  bridge::AgentAudio audio = bridge::AgentAudio::automatic;
  bool dials_at_once = false;  ///< when the media socket opens, not by the carrier's start
};

/// How a carrier's webhooks are verified.
struct WebhookSettings {
  std::string auth_token;  ///< the account's secret; empty: they are not verified
  std::string public_url;  ///< under which the carrier reaches us, without the path /webhooks/...
};

/// What differs between carriers.
struct CarrierSettings {
  call::Bounds bounds;
  Millis lead{200};
  AgentSettings agent;
  WebhookSettings webhooks;
};

/// Where ended calls are delivered to, by whom nobody has to ask.
struct DeliverySettings {
  std::string url;     ///< http:// or https://; empty: nothing is delivered
  std::string secret;  ///< signs each delivery
  int at_once = 4;
  Millis timeout{10'000};
};

/// How the bridge leaves.
struct DrainSettings {
  Millis lead{0};        ///< between the signal, with /readyz off, and the refusal of new calls
  Millis limit{20'000};  ///< for the calls that are up, from then on
};

/// Everything `serve` can be told, with its defaults. docs/configuration.md has the same list.
struct Settings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;                 ///< 0: any free one
  int threads = 0;                           ///< 0: one per core
  std::string page;                          ///< folder of the demo page; empty: none
  std::vector<std::string> allowed_origins;  ///< of pages that are served elsewhere; "*": any
  std::string store = "./hookswitch.db";
  std::uint64_t reserve = 32 << 20;  ///< bytes of the disk for records, when it is full; 0: none
  Retention retention;
  QueueRules queue;
  DeliverySettings delivery;
  DrainSettings drain;
  std::size_t max_calls = 10'000;
  log::Level log_level = log::Level::info;

  CarrierSettings usual;                            ///< for carriers without an entry
  std::map<std::string, CarrierSettings> carriers;  ///< "twilio", "ucid:waybeo", ...

  Settings();
  /// The profile's own entry, else its dialect's ("ucid" for "ucid:waybeo"), else the usual.
  const CarrierSettings& carrier(const carrier::DialectProfile& which) const;
  /// Every key and token in it.
  Secrets secrets() const;
};

/// "ucid:waybeo", as in URLs and in the configuration.
std::string name_of(const carrier::DialectProfile& which);
/// The names of all dialects and profiles, with commas between them.
std::string dialect_list();
/// What to say of a name that is none: it, and those that there are.
std::string no_such_dialect(std::string_view name);

/// One thing that is wrong with a configuration.
struct ConfigError {
  Errc code;
  std::string path;  ///< such as carriers.twilio.bounds.media_silence_s; empty: the whole file
  std::string detail;
};

/// How ${NAME} is looked up; the environment in production.
using Environment = std::optional<std::string> (*)(const std::string& name);
std::optional<std::string> from_environment(const std::string& name);

/// Reads a configuration text over the defaults. All errors at once; with any error nothing is
/// used.
tl::expected<Settings, std::vector<ConfigError>> read_settings(std::string_view text,
                                                               Environment environment);
tl::expected<Settings, std::vector<ConfigError>> read_settings_file(const std::string& file);

/// The bounds that `object` names, as in the configuration, over those of a call; what is wrong.
std::vector<ConfigError> change_bounds(const nlohmann::json& object, call::Bounds& into);

}  // namespace hookswitch::native
