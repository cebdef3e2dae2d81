#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "net/http.hpp"

namespace hookswitch::native {

/// Who uses a path.
enum class Door : std::uint8_t {
  anybody,
  carriers,  ///< by the bridge's public name, whatever that is
};

/// Keeps the pages of other sites out: any page a user has open may talk to his own machine.
///
/// shape   refuse() asks for each request to the API or a socket
/// range   programs (carriers, SDKs, curl) send no Origin and pass
/// errors  403 with foreign_origin or foreign_host
/// source  RFC 6455, section 10.2; the Host check is against DNS rebinding
class OriginRules {
 public:
  explicit OriginRules(const Settings& settings);

  std::optional<HttpResponse> refuse(const HttpRequest& request, Door door) const;

 private:
  bool allows(std::string_view origin) const;
  bool knows(std::string_view host) const;

  bool loopback_only_;  ///< then nobody can have reached us by another name
  std::vector<std::string> origins_;
};

/// Whether the text is "*" or the origin of a page: http or https, host and, unless usual, port.
bool is_origin(std::string_view text);

}  // namespace hookswitch::native
