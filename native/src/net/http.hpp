#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/asio.hpp"
#include "net/busy_count.hpp"
#include "net/connection_limiter.hpp"
#include "net/dial.hpp"
#include "net/web_socket.hpp"

namespace hookswitch::net {

/// One HTTP request, taken out of Beast.
struct HttpRequest {
  std::string method;
  std::string path;   ///< undecoded, without the query
  std::string query;  ///< undecoded
  std::string host;   ///< the Host header; what an absolute target says instead
  std::string remote;
  std::uint16_t local_port = 0;  ///< the port that was connected to
  bool from_loopback = false;
  bool wants_socket = false;  ///< a well-formed WebSocket upgrade
  std::vector<HeaderField> headers;
  std::string body;

  /// The first value of a header; empty when it is absent. `name` in any case.
  std::string_view header(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<HeaderField> headers{};
};

/// `opened` gets the socket after the 101.
struct SocketUpgrade {
  std::vector<HeaderField> headers;
  std::string subprotocol;  ///< empty: none
  std::size_t max_message = wire::kMaxCarrierMessage;
  SocketUse use = SocketUse::carrier;
  std::shared_ptr<void> place{};  ///< kept for as long as the socket
  std::function<void(std::unique_ptr<WebSocket>)> opened;
};

/// A body without an end: `next` yields pieces until it yields an empty one. `left` is called when
/// the peer has gone.
struct StreamingResponse {
  std::string content_type;
  std::vector<HeaderField> headers;
  std::function<asio::awaitable<std::string>()> next;
  std::function<void()> left;
};

/// A deferred response. `left` is called at most once, when the peer has closed before anything of
/// the response was sent; `answer` still runs to its end, and its result is discarded. A peer that
/// closes while it is being sent may have read it.
struct DeferredResponse {
  std::function<asio::awaitable<HttpResponse>()> answer;
  std::function<void()> left;
};

using HttpReply = std::variant<HttpResponse, SocketUpgrade, StreamingResponse, DeferredResponse>;
using HttpRouter = std::function<asio::awaitable<HttpReply>(const HttpRequest&)>;

/// What all connections share.
struct HttpServerState {
  explicit HttpServerState(std::size_t max_connections) : limiter(max_connections) {}

  HttpRouter router;
  ConnectionLimiter limiter;  ///< connections that have not become WebSockets
  BusyCount answering;        ///< requests without a response yet
};

/// Serves one connection until it ends.
///
/// range   head up to 16 KiB, body up to 64 KiB. Above the limit of connections the one that has
///         been idle longest is closed, see ConnectionLimiter; deferred responses get 503 when
///         there are many of them
/// time    10 s to receive a request, 30 s to send a response
/// errors  an invalid request gets problem+json, then the connection is closed
asio::awaitable<void> serve_http(tcp::socket socket, std::shared_ptr<HttpServerState> state);

}  // namespace hookswitch::net
