#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "net/settings.hpp"

namespace hookswitch::net {

/// Who uses a path.
enum class Audience : std::uint8_t {
  everyone,
  carriers,  ///< by the bridge's public name, whatever that is
};

/// Keeps pages of other sites out: any page that users have open can reach their own machine.
///
/// shape   refuse() asks for each request to the API or a socket
/// range   Programs send no Origin and pass. Carriers' own WebSocket clients (libwebsockets, Java,
///         Python) send one, made from the name that they dial, with either scheme and mostly
///         without the port: at sockets and webhooks it passes when it names the server that was
///         dialled, by Host or by a proxy's header.
/// errors  403 with foreign_origin or foreign_host
/// source  RFC 6455, section 10.2; the Host check is against DNS rebinding
class OriginRules {
 public:
  explicit OriginRules(const Settings& settings);

  std::optional<HttpResponse> refuse(const HttpRequest& request, Audience audience) const;

 private:
  std::optional<HttpResponse> refuse_carrier(const HttpRequest& request) const;
  bool allows(std::string_view origin) const;
  bool allows_host(std::string_view name) const;
  bool knows(std::string_view host) const;

  bool loopback_only_;  ///< then only a proxy can have reached us by another name
  std::vector<std::string> origins_;
};

/// Whether the text is "*" or the origin of a page: http or https, host and, unless the default,
/// port.
bool is_origin(std::string_view text);

}  // namespace hookswitch::net
