#include "net/connector.hpp"

#include <boost/asio/ssl/error.hpp>
#include <vector>

namespace hookswitch::net {

asio::awaitable<system::OrReason<void>> Connector::connect(const Url& url, PlainStream& stream) {
  const NameAnswer found = co_await names_.find(url.host);
  if (cancelled_) co_return tl::unexpected<std::string>("cancelled");
  if (found.addresses.empty()) co_return tl::unexpected("name not found: " + found.error);
  std::vector<tcp::endpoint> endpoints;
  for (const auto& address : found.addresses) endpoints.emplace_back(address, url.port);
  awaited_ = &stream;
  step_ = "connecting";
  const auto [refused, endpoint] = co_await stream.async_connect(endpoints, kTuple);
  awaited_ = nullptr;
  step_ = "waiting for the answer";
  if (cancelled_) co_return tl::unexpected<std::string>("cancelled");
  if (refused) co_return tl::unexpected(refused.message());
  co_return system::OrReason<void>();
}

asio::awaitable<tl::expected<void, TlsRefusal>> Connector::secure(const Url& url, TlsStream& stream,
                                                                  bool verify_certificate) {
  // RFC 6066 allows names only, but servers accept an address here.
  if (!SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()))
    co_return tl::unexpected(TlsRefusal{wire::TlsFault::other, "unusable host name"});
  watch_.emplace(stream.native_handle(), url.host, verify_certificate);
  step_ = "in the TLS handshake";
  awaited_ = &stream.next_layer();
  const auto [failed] = co_await stream.async_handshake(asio::ssl::stream_base::client, kTuple);
  awaited_ = nullptr;
  step_ = "waiting for the answer";
  if (cancelled_) co_return tl::unexpected(TlsRefusal{wire::TlsFault::other, "cancelled"});
  if (failed) co_return tl::unexpected(watch_->refusal(failed));
  co_return tl::expected<void, TlsRefusal>();
}

std::optional<TlsRefusal> Connector::ended(const ErrorCode& error) const {
  if (!watch_ || error.category() != asio::error::get_ssl_category()) return std::nullopt;
  return watch_->refusal(error);
}

void Connector::cancel() {
  cancelled_ = true;
  names_.cancel();
  if (awaited_) awaited_->cancel();
}

}  // namespace hookswitch::net
