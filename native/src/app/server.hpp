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
/// time    drain() takes what DrainSettings say and at most kDrain and kLastAnswers on top, stop()
///         what DeliveryService::stop() and Writer::close() take
/// errors  start: what the port, the store or the page cannot do, by its code
class Server {
 public:
  static constexpr Millis kDrain{3'000};
  static constexpr Millis kLastAnswers{500};  ///< to requests over HTTP

  static system::Checked<std::unique_ptr<Server>> start(config::Settings settings);
  ~Server();

  /// The orderly end: not ready any more; after the lead no more calls; when those that are up have
  /// ended, or the limit is reached, the rest of them is ended with cause `draining`.
  void drain();
  /// Ends the lead and the limit of a drain. From any thread.
  void hurry();
  /// The end of the threads, then of the store. False when something is not on disk: see the log.
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
