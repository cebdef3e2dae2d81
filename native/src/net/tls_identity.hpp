#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

#include "system/failure.hpp"

namespace hookswitch::net {

/// A TLS server's certificate and key.
struct TlsIdentity {
  std::string certificate;  ///< PEM, the chain too
  std::string key;          ///< PEM; secret
};

/// Generates a key and a self-signed certificate for this machine: localhost, 127.0.0.1, ::1 and
/// `host`. Clients have to be configured to trust it.
///
/// units   valid from a day ago for thirty days: test machines' calendars differ
/// errors  a text: the library refused, or there is no entropy
/// cost    milliseconds: P-256
system::OrReason<TlsIdentity> make_tls_identity(const std::string& host);

/// errors  a text that names the file
system::OrReason<TlsIdentity> read_tls_identity(const std::string& certificate_file,
                                                const std::string& key_file);

/// The settings of a server with this identity: TLS 1.2 or later.
/// errors  a text: the key is not the certificate's, or one of them is not PEM
system::OrReason<boost::asio::ssl::context> server_tls(const TlsIdentity& identity);

}  // namespace hookswitch::net
