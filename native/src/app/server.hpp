#pragma once

#include <memory>

#include "calls/server_context.hpp"
#include "config/settings.hpp"
#include "deliver/delivery_service.hpp"
#include "net/http_server.hpp"
#include "store/store.hpp"

namespace hookswitch::app {

/// `hookswitch serve`, in process: one port, the store, the calls.
///
/// shape   start(), then it serves until drain() and stop(), or until it is destroyed
/// time    drain() takes what DrainSettings set and at most kDrain and kLastAnswers more, stop()
///         what DeliveryService::stop() and Writer::close() take
/// errors  start: the error of the port, the store or the page
class Server {
 public:
  static constexpr Millis kDrain{3'000};
  static constexpr Millis kLastAnswers{500};  ///< for responses to HTTP requests

  static system::Checked<std::unique_ptr<Server>> start(config::Settings settings);
  ~Server();

  /// Graceful shutdown: not ready; after the lead no new calls; when the live calls have ended, or
  /// at the limit, the remaining ones are ended with cause `draining`.
  void drain();
  /// Ends the lead and the limit of a drain. From any thread.
  void hurry();
  /// Ends the threads, then the store. False if something is not on disk: see the log.
  bool stop();

  std::uint16_t port() const { return http_->port(); }
  const std::string& authority() const { return http_->own_authority(); }
  calls::ServerContext& context() { return *context_; }

 private:
  explicit Server(config::Settings settings) : settings_(std::move(settings)) {}

  // The order matters: see ~Server.
  const config::Settings settings_;
  std::unique_ptr<deliver::DeliveryService> delivery_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<calls::ServerContext> context_;
  std::unique_ptr<net::HttpServer> http_;
};

}  // namespace hookswitch::app
