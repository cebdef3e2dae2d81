#pragma once

#include <boost/asio/ssl/context.hpp>

namespace hookswitch::net {

/// The TLS settings of a client: TLS 1.2 or later, the system's certificate authorities. Made once,
/// shared by all threads.
boost::asio::ssl::context& client_tls(bool verify_certificate);

}  // namespace hookswitch::net
