#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"

namespace hookswitch::config {

/// One object of the configuration, read key by key; errors are collected, never thrown.
///
/// shape   read the keys that exist, then finish(): every key that was not read is unknown
/// errors  unknown_key, bad_value, missing_environment with the path of the value
class CheckedObject {
 public:
  using Json = nlohmann::json;

  CheckedObject(const Json& object, std::string path, Environment lookup,
                std::vector<ConfigError>& errors);

  void text(std::string_view key, std::string& into);
  void texts(std::string_view key, std::vector<std::string>& into);
  void integer(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t& into);
  /// A length of time in seconds, fractions allowed.
  void seconds(std::string_view key, double low, double high, Millis& into);
  void millis(std::string_view key, std::int64_t low, std::int64_t high, Millis& into);
  /// Only ${NAME} or {"file": PATH}: secrets do not belong in the file itself. They end up in
  /// headers: trailing line ends are removed, other control characters are refused.
  void secret(std::string_view key, std::string& into);
  /// A secret of several lines, in PEM.
  void pem(std::string_view key, std::string& into);
  /// One of the names; returns its index.
  std::optional<std::size_t> choice(std::string_view key,
                                    const std::vector<std::string_view>& names);
  /// The object or array at `key`; null if absent, or invalid, which is then noted.
  const Json* object(std::string_view key);
  const Json* array(std::string_view key);

  std::string path_of(std::string_view key) const;
  bool has(std::string_view key) const { return object_.contains(key); }
  void bad(std::string_view key, std::string detail, Errc code = Errc::bad_value);
  void finish();

  std::vector<ConfigError>& errors() { return errors_; }
  Environment environment() const { return environment_; }

 private:
  const Json* at(std::string_view key);
  /// What the environment or the file holds, whole.
  std::optional<std::string> referenced(std::string_view key);
  std::optional<std::string> expanded(std::string_view key, const std::string& raw);

  const Json& object_;
  std::string path_;
  Environment environment_;
  std::vector<ConfigError>& errors_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace hookswitch::config
