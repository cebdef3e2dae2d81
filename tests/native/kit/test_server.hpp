#pragma once

#include <memory>
#include <string>

#include "app/server.hpp"
#include "native/kit/http_client.hpp"
#include "native/kit/temporary_folder.hpp"

namespace hookswitch::kit {

/// `hookswitch serve` on a free port with its own store.
class TestServer {
 public:
  explicit TestServer(config::Settings settings = {});

  std::uint16_t port() const { return server_->port(); }
  std::string media_url(const std::string& dialect) const;
  calls::ServerContext& context() const { return server_->context(); }
  app::Server& server() { return *server_; }
  std::string store_file() const { return folder_.file("store.db"); }

  /// The stored record, once the call has ended; an empty object when it does not come.
  nlohmann::json ended_record(const std::string& id) const;
  nlohmann::json health() const;
  /// The start message of the carrier's call has been read: a call begins with it, not with its
  /// socket.
  bool begins(const std::string& carrier_call_id) const;
  /// No call, no session, no leg is left.
  bool becomes_empty();

 private:
  TemporaryFolder folder_;
  std::unique_ptr<app::Server> server_;
};

}  // namespace hookswitch::kit
