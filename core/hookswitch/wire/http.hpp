#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hookswitch::wire {

struct Header {
  std::string name, value;
};

/// A request that a session wants made. Holds keys: it is never logged.
struct HttpRequest {
  std::string method;
  std::string url;  ///< http:// or https://
  std::vector<Header> headers;
  std::string body;
};

/// What came back, borrowed for the call it is passed to.
struct HttpResponse {
  int status = 0;
  std::string_view body;
};

/// A client's request to open a WebSocket, as the server sees it before it accepts: borrowed.
struct Upgrade {
  std::string_view path;   ///< as sent, without the query
  std::string_view query;  ///< as sent
  std::span<const Header> headers{};
  bool from_loopback = false;

  /// The first value of a header; empty when it is absent. `name` in any case.
  std::string_view header(std::string_view name) const;
  /// Whether `subprotocol` is among those that the client offers.
  bool offers(std::string_view subprotocol) const;
};

}  // namespace hookswitch::wire
