#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "net/asio.hpp"
#include "net/http.hpp"
#include "system/failure.hpp"

namespace hookswitch::net {

/// One port, several threads: each has its own io_context and its own acceptor, the kernel deals
/// out the connections (SO_REUSEPORT). A connection stays on its thread.
///
/// shape   listen(), run() with a router, stop_accepting(), wait_until_answered(), stop()
/// errors  port_taken, cannot_listen
class HttpServer {
 public:
  /// `threads` 0: one per core. `port` 0: any free one.
  static system::Checked<std::unique_ptr<HttpServer>> listen(const std::string& host,
                                                             std::uint16_t port, int threads);
  ~HttpServer();

  /// `max_connections`: those that have not become WebSockets.
  void run(HttpRouter router, std::size_t max_connections = 4'096);
  void stop_accepting();
  /// Waits until every request has its response, or the time is over.
  void wait_until_answered(Millis at_most);
  void stop();  ///< ends the threads; what was waiting on them is destroyed with this object

  std::uint16_t port() const { return port_; }
  /// Where this machine reaches the server: 127.0.0.1:8080.
  const std::string& own_authority() const { return own_authority_; }

 private:
  struct Worker {
    asio::io_context context{1};
    tcp::acceptor acceptor{context};
    std::thread thread;
  };

  HttpServer() = default;
  static asio::awaitable<void> accept_all(tcp::acceptor& acceptor,
                                          std::shared_ptr<HttpServerState> state);

  std::uint16_t port_ = 0;
  std::string own_authority_;
  std::shared_ptr<HttpServerState> state_;  ///< from run() on
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace hookswitch::net
