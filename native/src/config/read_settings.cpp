#include <algorithm>
#include <cctype>
#include <utility>

#include "config/checked_object.hpp"
#include "config/duplicate_keys.hpp"
#include "config/read_agent.hpp"
#include "crypto/token.hpp"
#include "deliver/signature.hpp"
#include "hookswitch/call/bound_rules.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "net/origin.hpp"
#include "net/url.hpp"
#include "system/read_file.hpp"

namespace hookswitch::config {
namespace {

using Json = nlohmann::json;

/// The text with // and /* */ comments made blank, so that offsets stay true.
std::string without_comments(std::string_view text) {
  std::string out(text);
  enum class In { json, string, line, block } in = In::json;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char c = out[i];
    const char next = i + 1 < out.size() ? out[i + 1] : '\0';
    if (in == In::string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in = In::json;
    } else if (in == In::line || in == In::block) {
      const bool ends = in == In::line ? c == '\n' : c == '*' && next == '/';
      if (ends && in == In::block) out[i++] = ' ';
      if (ends) in = In::json;
      if (c != '\n') out[i] = ' ';
    } else if (c == '"') {
      in = In::string;
    } else if (c == '/' && (next == '/' || next == '*')) {
      in = next == '/' ? In::line : In::block;
      out[i++] = ' ';
      out[i] = ' ';
    }
  }
  return out;
}

/// The error of a text that is not a configuration, and its position.
std::string unreadable(std::string_view text, const Error& error) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return "it is empty";
  if (text[begin] != '{') return "it must hold one JSON object: { ... }";
  const std::string_view before = text.substr(0, error.at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto column = before.size() - (before.rfind('\n') + 1) + 1;
  const std::string_view what = error.code == Errc::not_json   ? "no JSON"
                                : error.code == Errc::too_deep ? "nested too deeply"
                                                               : "too many values";
  return std::string(what) + " at line " + std::to_string(line) + ", column " +
         std::to_string(column);
}

void read_server(CheckedObject server, std::string& page, net::Settings& into) {
  server.text("host", into.host);
  std::int64_t port = into.port;
  server.integer("port", 0, 65'535, port);
  into.port = static_cast<std::uint16_t>(port);
  std::int64_t threads = into.threads;
  server.integer("threads", 0, 256, threads);
  into.threads = static_cast<int>(threads);
  server.text("page", page);
  server.texts("allowed_origins", into.allowed_origins);
  for (const auto& origin : into.allowed_origins)
    if (!net::is_origin(origin))
      server.bad("allowed_origins", "'" + origin + "' is not like https://phone.example.org, or *");
  server.finish();
}

void read_bounds(CheckedObject bounds, call::Bounds& into) {
  for (const call::BoundRule& rule : call::bound_rules())
    bounds.seconds(rule.key, static_cast<double>(rule.least.count()) / 1e3,
                   static_cast<double>(rule.most.count()) / 1e3, into.*rule.bound);
  std::int64_t tries = into.agent_tries;
  bounds.integer("agent_tries", 1, 100, tries);
  into.agent_tries = static_cast<int>(tries);
  for (const auto& fault : call::faults_of(into)) bounds.bad(fault.key, fault.detail);
  bounds.finish();
}

void read_webhooks(CheckedObject webhooks, webhooks::Verification& into) {
  webhooks.secret("auth_token", into.auth_token);
  webhooks.text("public_url", into.public_url);
  if (!into.public_url.empty() && !net::parse_http_url(into.public_url))
    webhooks.bad("public_url", "must be an http:// or https:// address");
  if (into.public_url.find_first_of("?#") != std::string::npos)
    webhooks.bad("public_url", "must end before the query");
  into.public_url.erase(into.public_url.find_last_not_of('/') + 1);
  if (into.auth_token.empty() != into.public_url.empty())
    webhooks.bad(into.auth_token.empty() ? "auth_token" : "public_url",
                 "is required as well: signatures cover the token and the public URL");
  webhooks.finish();
}

/// The account at a carrier, by the keys that its API needs.
void read_account(CheckedObject account, const carrier::HangUpApi& api, carrier::Account& into) {
  into.clear();
  std::string url;
  account.text(carrier::kApiUrl, url);
  if (url.empty() && api.url.empty()) account.bad(carrier::kApiUrl, "is required for this carrier");
  if (!url.empty() && !net::parse_http_url(url))
    account.bad(carrier::kApiUrl, "must be an http:// or https:// address");
  url.erase(url.find_last_not_of('/') + 1);
  if (!url.empty()) into.emplace(carrier::kApiUrl, std::move(url));
  for (const carrier::AccountKey& each : api.account) {
    std::string value;
    if (each.key == carrier::kPrivateKey)
      account.pem(each.key, value);
    else if (each.secret)
      account.secret(each.key, value);
    else
      account.text(each.key, value);
    if (each.key == carrier::kPrivateKey && !value.empty() && !crypto::is_rsa_key(value))
      account.bad(each.key, "is not a private RSA key in PEM");
    if (value.empty() && each.required && !account.has(each.key))
      account.bad(each.key, "is required");
    if (!value.empty()) into.emplace(each.key, std::move(value));
  }
  account.finish();
}

/// One carrier's entry. Webhooks are verified for carriers that sign them.
void read_carrier(CheckedObject carrier, const carrier::CarrierDialect& which, Settings& into) {
  calls::CarrierSettings settings = into.calls.usual;
  const auto inner = [&](std::string_view key, const Json& object) {
    return CheckedObject(object, carrier.path_of(key), carrier.environment(), carrier.errors());
  };
  if (const Json* bounds = carrier.object("bounds"))
    read_bounds(inner("bounds", *bounds), settings.bounds);
  carrier.millis("lead_ms", 20, 5'000, settings.lead);
  if (const Json* agent = carrier.object("agent"))
    read_agent(inner("agent", *agent), settings.agent, {});
  if (which.hang_up_webhook() && which.hang_up_webhook()->signature)
    if (const Json* webhooks = carrier.object("webhooks"))
      read_webhooks(inner("webhooks", *webhooks), into.webhooks.carriers[which.full_name()]);
  if (const carrier::HangUpApi* const api = which.hang_up_api())
    if (const Json* account = carrier.object("account"))
      read_account(inner("account", *account), *api, settings.account);
  carrier.finish();
  into.calls.carriers[which.full_name()] = std::move(settings);
}

void read_carriers(CheckedObject carriers, const Json& object, Settings& into) {
  for (const auto& [name, value] : object.items()) {
    const carrier::CarrierDialect* const which = carrier::dialect_from_name(name);
    if (!which) continue;  // finish() names it
    if (const Json* entry = carriers.object(name))
      read_carrier(
          CheckedObject(*entry, carriers.path_of(name), carriers.environment(), carriers.errors()),
          *which, into);
  }
  carriers.finish();
}

bool is_node(std::string_view name) {
  const auto fits = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= store::Settings::kMaxNode &&
         std::all_of(name.begin(), name.end(), fits);
}

void read_store(CheckedObject store, store::Settings& into) {
  store.text("file", into.file);
  if (into.file.empty()) store.bad("file", "must not be empty");
  store.text("node", into.node);
  if (store.has("node") && !is_node(into.node))
    store.bad("node", "must have 1 to " + std::to_string(store::Settings::kMaxNode) +
                          " of the characters A-Z a-z 0-9 . _ -");
  std::int64_t reserve_mb = static_cast<std::int64_t>(into.reserve >> 20);
  store.integer("reserve_mb", 0, 1'000'000, reserve_mb);
  into.reserve = static_cast<std::uint64_t>(reserve_mb) << 20;
  store.integer("keep_days", 0, 36'500, into.retention.days);
  store.integer("keep_records", 0, 1'000'000'000, into.retention.records);
  store.finish();
}

void read_delivery(CheckedObject delivery, deliver::Settings& into) {
  delivery.text("url", into.url);
  if (!into.url.empty() && !net::parse_http_url(into.url))
    delivery.bad("url", "must be an http:// or https:// address");
  delivery.secret("secret", into.secret);
  if (!into.url.empty() && deliver::signing_key(into.secret).empty())
    delivery.bad("secret", "is required to sign deliveries; after whsec_ it must be base64");
  std::int64_t at_once = into.at_once;
  delivery.integer("at_once", 1, 64, at_once);
  into.at_once = static_cast<int>(at_once);
  delivery.seconds("timeout_s", 0.1, 60, into.timeout);
  delivery.finish();
}

void read_queue(CheckedObject queue, Settings& into) {
  std::int64_t attempts = into.store.queue.max_attempts;
  queue.integer("max_attempts", 1, 1'000, attempts);
  into.store.queue.max_attempts = static_cast<int>(attempts);
  queue.seconds("first_pause_s", 0.1, 3'600, into.store.queue.first_pause);
  queue.seconds("longest_pause_s", 0.1, 604'800, into.store.queue.longest_pause);
  if (into.store.queue.first_pause > into.store.queue.longest_pause)
    queue.bad("longest_pause_s", call::seconds_text(into.store.queue.longest_pause) +
                                     " is shorter than first_pause_s (" +
                                     call::seconds_text(into.store.queue.first_pause) + ")");
  if (const Json* delivery = queue.object("delivery"))
    read_delivery(
        CheckedObject(*delivery, queue.path_of("delivery"), queue.environment(), queue.errors()),
        into.delivery);
  queue.finish();
}

void read_drain(CheckedObject drain, calls::DrainSettings& into) {
  drain.seconds("lead_s", 0, 600, into.lead);
  drain.seconds("limit_s", 0, 86'400, into.limit);
  drain.finish();
}

/// Whether a carrier's agent sets `key`: then the common agent may be incomplete, and the carriers'
/// own complete it.
bool a_carrier_says(const Json& document, const char* key) {
  const auto carriers = document.find("carriers");
  if (carriers == document.end() || !carriers->is_object()) return false;
  return std::any_of(carriers->begin(), carriers->end(), [key](const Json& carrier) {
    return carrier.is_object() && carrier.contains("agent") && carrier["agent"].is_object() &&
           carrier["agent"].contains(key);
  });
}

void read_all(const Json& document, Environment environment, std::vector<ConfigError>& errors,
              Settings& into) {
  CheckedObject top(document, "", environment, errors);
  const auto inner = [&](std::string_view key, const Json& object) {
    return CheckedObject(object, top.path_of(key), environment, errors);
  };
  if (const Json* server = top.object("server"))
    read_server(inner("server", *server), into.page, into.server);
  if (const Json* store = top.object("store")) read_store(inner("store", *store), into.store);
  if (const Json* queue = top.object("queue")) read_queue(inner("queue", *queue), into);
  if (const Json* drain = top.object("drain")) read_drain(inner("drain", *drain), into.drain);
  if (const Json* agent = top.object("agent"))
    read_agent(inner("agent", *agent), into.calls.usual.agent,
               {a_carrier_says(document, "url"), a_carrier_says(document, "model")});
  if (const Json* carriers = top.object("carriers"))
    read_carriers(inner("carriers", *carriers), *carriers, into);
  if (const Json* limits = top.object("limits")) {
    CheckedObject reader = inner("limits", *limits);
    auto calls = static_cast<std::int64_t>(into.calls.max_calls);
    reader.integer("calls", 1, 1'000'000, calls);
    into.calls.max_calls = static_cast<std::size_t>(calls);
    reader.finish();
  }
  if (const Json* log = top.object("log")) {
    CheckedObject reader = inner("log", *log);
    if (const auto level = reader.choice("level", {"debug", "info", "warn", "error", "off"}))
      into.log_level = static_cast<log::Level>(*level);
    reader.finish();
  }
  top.finish();
}

/// An error shows its value as written in the file: the content of a variable may be a secret.
void unexpand(std::string_view text, Environment environment, std::vector<ConfigError>& errors) {
  for (auto at = text.find("${"); at != text.npos; at = text.find("${", at + 1)) {
    const auto end = text.find('}', at);
    if (end == text.npos) break;
    const auto value = environment(std::string(text.substr(at + 2, end - at - 2)));
    if (!value || value->size() < Secrets::kShortest) continue;
    for (auto& error : errors) replace_all(error.detail, *value, text.substr(at, end + 1 - at));
  }
}

}  // namespace

tl::expected<Settings, std::vector<ConfigError>> read_settings(std::string_view text,
                                                               Environment environment) {
  std::vector<ConfigError> errors;
  const std::string json = without_comments(text);
  const auto document = wire::read_object(json);
  if (!document) {
    errors.push_back({Errc::config_unreadable, "", unreadable(json, document.error())});
    return tl::unexpected(std::move(errors));
  }
  for (auto& path : duplicate_keys(json))
    errors.push_back({Errc::bad_value, std::move(path), "is there more than once"});
  Settings settings;
  read_all(*document, environment, errors, settings);
  unexpand(json, environment, errors);
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return settings;
}

std::vector<ConfigError> change_bounds(const nlohmann::json& object, call::Bounds& into) {
  std::vector<ConfigError> errors;
  read_bounds(CheckedObject(object, "", from_environment, errors), into);
  return errors;
}

tl::expected<Settings, std::vector<ConfigError>> read_settings_file(const std::string& file) {
  constexpr std::size_t kMaxFile = 1 << 20;
  const auto text = system::read_file(file, kMaxFile);
  if (!text)
    return tl::unexpected(std::vector<ConfigError>{{Errc::config_unreadable, "", text.error()}});
  return read_settings(*text, from_environment);
}

}  // namespace hookswitch::config
