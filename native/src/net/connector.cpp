#include "net/connector.hpp"

#include <boost/asio/ssl/host_name_verification.hpp>
#include <vector>

namespace hookswitch::native {

std::string Connector::outcome(const ErrorCode& error) const {
  if (cancelled_) return "cancelled";
  return error ? error.message() : "";
}

net::awaitable<std::string> Connector::connect(const Url& url, PlainStream& stream) {
  const NameAnswer found = co_await names_.find(url.host);
  if (cancelled_) co_return "cancelled";
  if (found.addresses.empty()) co_return "name not found: " + found.error;
  std::vector<tcp::endpoint> endpoints;
  for (const auto& address : found.addresses) endpoints.emplace_back(address, url.port);
  awaited_ = &stream;
  const auto [refused, endpoint] = co_await stream.async_connect(endpoints, kTuple);
  awaited_ = nullptr;
  co_return outcome(refused);
}

net::awaitable<std::string> Connector::secure(const Url& url, TlsStream& stream,
                                              bool verify_certificate) {
  // RFC 6066 allows names only, but servers do not mind an address here.
  if (!SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()))
    co_return "unusable host name";
  if (verify_certificate) stream.set_verify_callback(net::ssl::host_name_verification(url.host));
  awaited_ = &stream.next_layer();
  const auto [failed] = co_await stream.async_handshake(net::ssl::stream_base::client, kTuple);
  awaited_ = nullptr;
  const std::string why = outcome(failed);
  co_return why.empty() ? why : "TLS: " + why;
}

void Connector::cancel() {
  cancelled_ = true;
  names_.cancel();
  if (awaited_) awaited_->cancel();
}

}  // namespace hookswitch::native
