#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "net/asio.hpp"
#include "net/names.hpp"
#include "net/tls_watch.hpp"
#include "net/url.hpp"
#include "system/failure.hpp"

namespace hookswitch::net {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<PlainStream>;

/// The steps before the first byte to a server: its name, the connection, TLS.
///
/// shape   connect(), then for wss:// and https:// secure()
/// time    no limit: cancel() ends the awaited step and fails every later one
class Connector {
 public:
  explicit Connector(const asio::any_io_executor& executor) : names_(executor) {}

  asio::awaitable<system::OrReason<void>> connect(const Url& url, PlainStream& stream);
  /// The certificate must be valid for `url.host`; with !verify_certificate any is accepted.
  asio::awaitable<tl::expected<void, TlsRefusal>> secure(const Url& url, TlsStream& stream,
                                                         bool verify_certificate);
  /// Why TLS has ended since, if it has: a server reports a missing client certificate late.
  std::optional<TlsRefusal> ended(const ErrorCode& error) const;
  void cancel();
  /// The step that is being awaited, for the text of a timeout.
  std::string_view step() const { return step_; }

 private:
  NameLookup names_;
  std::string_view step_ = "looking up the name";
  std::optional<TlsWatch> watch_;
  PlainStream* awaited_ = nullptr;  ///< whose step is being awaited
  bool cancelled_ = false;
};

}  // namespace hookswitch::net
