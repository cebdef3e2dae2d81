#pragma once

#include <boost/asio/ssl/verify_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "hookswitch/wire/tls_fault.hpp"
#include "net/asio.hpp"

namespace hookswitch::net {

/// Why TLS did not come up.
struct TlsRefusal {
  wire::TlsFault fault = wire::TlsFault::other;
  std::string detail;  ///< what the certificate says, or OpenSSL
};

/// Asks OpenSSL to verify the server's certificate, and keeps the result.
///
/// shape   made before the handshake; refusal() once that has failed
/// errors  none: a failure that is not recognised is TlsFault::other
/// source  OpenSSL 3.0: X509_STORE_CTX_get_error(3), the alerts of RFC 8446, section 6
class TlsWatch {
 public:
  /// Without `verify_certificate` any certificate is accepted.
  TlsWatch(SSL* tls, const std::string& host, bool verify_certificate);

  TlsRefusal refusal(const ErrorCode& error) const;

  /// What the callbacks share; OpenSSL may keep them for longer than the watch.
  struct Seen {
    std::optional<TlsRefusal> certificate;
    bool wants_ours = false;  ///< the server asked for a client certificate
  };

 private:
  std::shared_ptr<Seen> seen_ = std::make_shared<Seen>();
};

}  // namespace hookswitch::net
