#include "app/server.hpp"

#include <utility>

#include "app/descriptors.hpp"
#include "app/router.hpp"
#include "store/recovery.hpp"
#include "store/restore_overflow.hpp"
#include "store/sqlite/database.hpp"
#include "store/writer.hpp"

namespace hookswitch::app {

system::Checked<std::unique_ptr<Server>> Server::start(config::Settings settings) {
  log::hide(settings.secrets());
  const Capacity fits = fit_calls(settings);
  HS_TRY(auto http, net::HttpServer::listen(settings.server.host, settings.server.port,
                                            settings.server.threads));
  HS_TRY(auto database, store::sqlite::Database::open(settings.store.file, settings.store.node));

  std::unique_ptr<Server> server(new Server(std::move(settings)));
  // First: a call with a complete record in there must not be closed as crashed. What could not be
  // read there is retried at the next start, and so are the journals.
  const bool whole = store::restore_overflow(*database, database->file()).complete;
  store::Writer::Options options;
  if (whole) options.recovered = store::recover(*database);
  options.beside = database->file();
  options.queue = server->settings_.store.queue;
  options.retention = server->settings_.store.retention;
  options.reserve = server->settings_.store.reserve;
  options.committed = [raw = server.get()](Micros waited, Micros took) {
    raw->context_->metrics.committed(waited, took);
  };
  server->store_ = std::make_unique<store::Writer>(std::move(database), std::move(options));
  server->context_ = std::make_unique<calls::ServerContext>(
      server->settings_.calls, server->settings_.secrets(), *server->store_);
  server->delivery_ = std::make_unique<deliver::DeliveryService>(
      *server->store_, server->settings_.delivery, server->context_->secrets);
  server->http_ = std::move(http);
  server->context_->own_agent = "ws://" + server->http_->own_authority();
  server->context_->most_strangers = static_cast<int>(fits.strangers);
  server->http_->run(make_router(*server->context_, server->settings_), fits.connections);
  server->delivery_->start();
  return server;
}

Server::~Server() {
  if (!http_) return;
  stop();
  store_.reset();  // its callbacks go to contexts that still exist
  delivery_.reset();
  http_.reset();  // the sessions go with it, and they know the context
}

bool Server::stop() {
  store_->close_claims();
  http_->stop();
  context_->halted = true;
  context_->registry.clear();
  delivery_->stop();
  return store_->close();
}

void Server::drain() {
  calls::Registry& calls = context_->registry;
  context_->phase = calls::Phase::leaving;
  calls.wait_until_hurried(settings_.drain.lead);
  context_->phase = calls::Phase::refusing;
  calls.wait_until_empty(settings_.drain.limit, calls::Registry::Wait::until_hurried);
  context_->phase = calls::Phase::ending;
  http_->stop_accepting();
  store_->close_claims();  // a consumer could not finish what it claims now
  for (const auto& call : calls.all()) call->drain();
  calls.wait_until_empty(kDrain, calls::Registry::Wait::to_the_end);
  context_->events.close();
  http_->wait_until_answered(kLastAnswers);
}

void Server::hurry() { context_->registry.hurry(); }

}  // namespace hookswitch::app
