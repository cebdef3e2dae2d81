#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "hookswitch/base/result.hpp"

namespace hookswitch::net {

/// A parsed URL.
struct Url {
  bool secure = false;
  std::string host;  ///< without brackets
  std::uint16_t port = 80;
  std::string target;  ///< path and query, begins with '/'

  /// As the Host header has it: brackets around IPv6, the port unless it is the scheme's default.
  std::string authority() const;
};

/// errors  bad_url; `field` says which part
[[nodiscard]] Result<Url> parse_url(std::string_view text);

/// The same for an http:// or https:// URL.
[[nodiscard]] Result<Url> parse_http_url(std::string_view text);

/// %XX decoded; nullopt for a broken escape or a NUL. '+' is kept.
std::optional<std::string> percent_decode(std::string_view text);

/// name=value pairs of a query, decoded; the first of equal names wins. Bounded to 64 pairs.
std::map<std::string, std::string> parse_query(std::string_view query);

}  // namespace hookswitch::net
