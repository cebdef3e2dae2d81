#pragma once

#include <memory>

#include "calls/server_context.hpp"
#include "config/settings.hpp"
#include "deliver/delivery_service.hpp"
#include "net/http_server.hpp"
#include "store/store.hpp"

namespace hookswitch::native {

/// `hookswitch serve`, in process: one port, the store, the calls.
///
/// shape   start(), then it serves by itself until drain() and stop(), or its end
/// time    drain() takes what DrainSettings say and at most kDrain and kLastAnswers on top, stop()
///         what DeliveryService::stop() and StoreThread::close() take
/// errors  start: what the port, the store or the page cannot do, by its code
class Server {
 public:
  static constexpr Millis kDrain{3'000};
  static constexpr Millis kLastAnswers{500};  ///< to requests over HTTP

  static tl::expected<std::unique_ptr<Server>, StartError> start(Settings settings);
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
  ServerContext& context() { return *context_; }

 private:
  explicit Server(Settings settings) : settings_(std::move(settings)) {}

  // The order matters: see ~Server.
  const Settings settings_;
  std::unique_ptr<DeliveryService> delivery_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<ServerContext> context_;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace hookswitch::native
