#include "net/tls.hpp"

#include <boost/asio/ssl/verify_mode.hpp>

#include "log/log.hpp"

namespace hookswitch::net {
namespace {

boost::asio::ssl::context make(bool verify_certificate) {
  namespace ssl = boost::asio::ssl;
  ssl::context context(ssl::context::tls_client);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                      ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
  if (!verify_certificate) {
    context.set_verify_mode(ssl::verify_none);
    return context;
  }
  context.set_verify_mode(ssl::verify_peer);
  boost::system::error_code error;
  context.set_default_verify_paths(error);
  if (error) log::warn("no certificate authorities", {{"detail", error.message()}});
  return context;
}

}  // namespace

boost::asio::ssl::context& client_tls(bool verify_certificate) {
  static boost::asio::ssl::context strict = make(true);
  static boost::asio::ssl::context lenient = make(false);
  return verify_certificate ? strict : lenient;
}

}  // namespace hookswitch::net
