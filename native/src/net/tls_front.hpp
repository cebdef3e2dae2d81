#pragma once

#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <tl/expected.hpp>

#include "net/http_server.hpp"

namespace hookswitch::net {

/// TLS in front of a server of this process that speaks plain HTTP on the loopback.
///
/// shape   listen, run, stop; one thread
/// range   kMaxConnections at a time, further ones are closed; every client looks local to the
///         inner server
/// time    kHandshake for a handshake; then as long as both sides keep the connection
/// errors  listen: port_taken, cannot_listen. A failed connection does not affect others
class TlsFront {
 public:
  static constexpr std::size_t kMaxConnections = 1'024;
  static constexpr std::chrono::seconds kHandshake{10};

  static system::Checked<std::unique_ptr<TlsFront>> listen(const std::string& host,
                                                           std::uint16_t port,
                                                           boost::asio::ssl::context identity);
  ~TlsFront();

  void run(std::uint16_t inner_port);
  void stop_accepting();
  void stop();

  /// Where this machine reaches it: 127.0.0.1:8081.
  std::string own_authority() const;

 private:
  explicit TlsFront(boost::asio::ssl::context identity);
  asio::awaitable<void> accept_all(tcp::endpoint inner);
  asio::awaitable<void> serve(tcp::socket socket, tcp::endpoint inner);

  std::size_t connections_ = 0;  ///< outlives the coroutines, which count themselves
  asio::io_context context_{1};
  boost::asio::ssl::context identity_;
  tcp::acceptor acceptor_;
  tcp::endpoint where_;
  std::thread thread_;
};

}  // namespace hookswitch::net
