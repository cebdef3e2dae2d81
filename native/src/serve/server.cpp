#include "serve/server.hpp"

#include <utility>

#include "control/router.hpp"
#include "serve/descriptors.hpp"
#include "store/database.hpp"
#include "store/recovery.hpp"
#include "store/store_thread.hpp"

namespace hookswitch::native {

tl::expected<std::unique_ptr<Server>, StartError> Server::start(Settings settings) {
  const std::size_t connections = fit_calls(settings);
  auto http = HttpServer::listen(settings.host, settings.port, settings.threads);
  if (!http) return tl::unexpected(std::move(http.error()));
  auto database = Database::open(settings.store);
  if (!database)
    return tl::unexpected(StartError{database.error().code, std::move(database.error().detail)});

  std::unique_ptr<Server> server(new Server(std::move(settings)));
  const std::uint64_t recovered = recover(**database);
  server->store_ = std::make_unique<StoreThread>(std::move(*database), recovered);
  server->exchange_ = std::make_unique<Exchange>(server->settings_, *server->store_);
  server->http_ = std::move(*http);
  server->exchange_->own_agent_url = "ws://" + server->http_->own_authority() + "/v1/realtime";
  server->http_->run(make_router(*server->exchange_), connections);
  return server;
}

Server::~Server() {
  if (!http_) return;
  stop();
  store_.reset();  // its answers go to contexts that still exist
  http_.reset();   // the sessions go with it, and they know the exchange
}

bool Server::stop() {
  http_->stop();
  exchange_->halted = true;
  exchange_->registry.clear();
  return store_->close();
}

void Server::drain() {
  exchange_->draining = true;
  http_->stop_accepting();
  for (const auto& call : exchange_->registry.all()) call->drain();
  exchange_->registry.wait_until_empty(kDrain);
  exchange_->events.close();
}

}  // namespace hookswitch::native
