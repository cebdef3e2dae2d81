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
#include "net/dial.hpp"
#include "net/visitors.hpp"
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

/// The socket is handed over after the 101.
struct SocketUpgrade {
  std::vector<HeaderField> headers;
  std::string subprotocol;  ///< empty: none is chosen
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

/// An answer that may take its time. `left` is called at most once, when the peer has gone before
/// anything of the answer was sent; `answer` ends all the same, and nothing of it is sent then. A
/// peer that goes while it is being sent may have read it.
struct DeferredResponse {
  std::function<asio::awaitable<HttpResponse>()> answer;
  std::function<void()> left;
};

using HttpAnswer = std::variant<HttpResponse, SocketUpgrade, StreamingResponse, DeferredResponse>;
using HttpRouter = std::function<asio::awaitable<HttpAnswer>(const HttpRequest&)>;

/// What all connections share.
struct HttpServerState {
  explicit HttpServerState(std::size_t max_connections) : visitors(max_connections) {}

  HttpRouter router;
  Visitors visitors;    ///< connections that have not become WebSockets
  BusyCount answering;  ///< requests that have come and are not answered yet
};

/// Serves one connection until it ends.
///
/// range   head up to 16 KiB, body up to 64 KiB. Above the limit of connections the one that has been
///         idle longest is closed, see Visitors; deferred responses get 503 when there are many of
///         them
/// time    10 s for a request to come in, 30 s for an answer to be taken
/// errors  what cannot be read is answered by problem+json, then the connection is closed
asio::awaitable<void> serve_http(tcp::socket socket, std::shared_ptr<HttpServerState> state);

}  // namespace hookswitch::net
